import { always } from './fault.ts';
import type { Fault } from './fault.ts';

/** What proxies and load balancers answer in an upstream's stead, or make of its answers. */
export const HTTP: readonly Fault[] = [
  always('error-500', 'Answers HTTP 500 with JSON that is no answer of the API.', { page: 'error-500' }),
  always('html-502', 'Answers HTTP 502 with an HTML page.', { page: 'html-502' }),
  always('html-503', 'Answers HTTP 503 with an HTML page.', { page: 'html-503' }),
  always('accepted-202', 'Answers HTTP 202; the body is the right one, correctly signed.', { httpStatus: 202 }),
  always('redirect-302', 'Answers HTTP 302 to elsewhere; the body is the right one, correctly signed.', {
    httpStatus: 302,
    location: '/redirected',
  }),
  always('early-hints-103', 'Sends HTTP 103 before the right answer.', { transport: 'early-hints' }),
  always('continue-100', 'Sends HTTP 100, which nobody asked for, before the right answer.', {
    transport: 'continue',
  }),
  always('many-headers', 'Sends 2,000 headers with the right answer.', { headers: 'many' }),
  always('long-header', 'Sends a header of 1 MiB with the right answer.', { headers: 'long' }),
  always('not-http', 'Sends words instead of HTTP.', { transport: 'words' }),
];

import { z } from 'zod';

const origin = z
  .string()
  .refine(
    isOrigin,
    'expected an origin as browsers send it, https://app.example or http://localhost:5173, without wildcard, path or default port',
  );

/** Which pages of other origins may ask. */
export const corsSettings = z.strictObject({
  origins: z
    .array(origin)
    .min(1)
    .describe('origins whose pages may ask, each in full: `https://app.example`; http on this machine alone'),
  maxAgeSeconds: z
    .int()
    .min(0)
    .max(86_400)
    .default(7_200)
    .describe('how long browsers remember that, before they ask again'),
});

/** Cross-origin requests, as configured. */
export type CorsSettings = z.output<typeof corsSettings>;

// Whoever sits on the line of an http page can be that page.
function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  // A star is a letter like any other in a host's name, but never meant as one.
  if (url === null || url.origin !== text || text.includes('*')) return false;
  return (
    url.protocol === 'https:' || (url.protocol === 'http:' && /^(localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname))
  );
}

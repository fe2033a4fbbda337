import { describe, expect, test } from 'vitest';
import { EXAMPLE, faultsOf, load } from './example.ts';

const faults = (cors: unknown) => faultsOf({ ...EXAMPLE, server: { cors } });

describe('cross-origin requests', () => {
  test('are off unless they are configured', () => {
    expect(load(EXAMPLE).server.cors).toBeUndefined();
  });

  test('are for origins in full', () => {
    const origins = ['https://app.example', 'https://app.example:8443', 'http://localhost:5173', 'http://[::1]:1'];
    expect(load({ ...EXAMPLE, server: { cors: { origins } } }).server.cors).toEqual({ origins, maxAgeSeconds: 7_200 });
  });

  test.each([
    '*',
    'null',
    'https://*.app.example',
    'app.example',
    'https://app.example/',
    'https://app.example/path',
    'https://app.example:443',
    'https://APP.example',
    'https://user@app.example',
    'http://app.example',
    'file:///index.html',
    '',
  ])('%s is no origin that can be allowed', (origin) => {
    const told = faults({ origins: [origin] });
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(
      /^server\.cors\.origins\[0\]: expected an origin as browsers send it, https:\/\/app\.example/,
    );
  });

  test('for nobody are a fault', () => {
    expect(faults({ origins: [] })).toEqual(['server.cors.origins: expected at least 1 item, got an empty list']);
    expect(faults({})).toEqual(['server.cors.origins: expected a list, got nothing; add it']);
  });
});

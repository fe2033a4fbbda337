import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { gateway, type TestGateway } from './harness.ts';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const hasChromium = existsSync(executablePath);
if (!hasChromium && !process.env['CI']) {
  console.warn('SKIPPED: pages in a browser. Install it: apt-get install chromium, or set CHROMIUM to where it is.');
}

describe.skipIf(!hasChromium && !process.env['CI'])('a page in a browser', () => {
  let browser: Browser;
  const site = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>A page</title>');
  });
  let port: number;

  beforeAll(async () => {
    await new Promise<void>((resolve) => {
      site.listen(0, '127.0.0.1', resolve);
    });
    ({ port } = site.address() as AddressInfo);
    browser = await chromium.launch({
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1, EXCLUDE localhost',
      ],
    });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    site.close();
    site.closeAllConnections();
  });

  /** The same page under two origins, and a gateway that allows one of them. */
  async function world(): Promise<{ gate: TestGateway; open: (host: string) => Promise<Page> }> {
    const cors = { origins: [`http://127.0.0.1:${port}`] };
    const gate = await gateway({ access: { kind: 'loopback' }, server: { cors } });
    return {
      gate,
      open: async (host) => {
        const page = await browser.newPage();
        onTestFinished(() => page.close());
        await page.goto(`http://${host}:${port}/`);
        return page;
      },
    };
  }

  const ask = (page: Page, url: string) =>
    page.evaluate(async (target) => {
      try {
        const response = await fetch(target, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            authorization: 'Bearer of-a-user',
            'x-request-id': 'from-a-page',
            'x-timeout-ms': '1000',
            'cache-control': 'no-cache',
          },
          body: JSON.stringify({ query: '{ hello }' }),
        });
        const { data } = (await response.json()) as { data: unknown };
        return { data, requestId: response.headers.get('x-request-id') };
      } catch (error) {
        return String(error);
      }
    }, url);

  test('of an allowed origin asks and reads', async () => {
    const { gate, open } = await world();
    const page = await open('127.0.0.1');
    expect(await ask(page, gate.graph)).toEqual({ data: { hello: 'hello you' }, requestId: 'from-a-page' });
    expect(gate.terms).toMatchObject([{ maxAgeMs: 0, deadlineMs: 1_000 }]);
  });

  test('of an allowed origin follows a stream', async () => {
    const { gate, open } = await world();
    const page = await open('127.0.0.1');
    const url = `${gate.graph}?query=${encodeURIComponent('subscription { ticks }')}`;
    const heard = await page.evaluate(
      (target) =>
        new Promise<string>((resolve) => {
          const source = new EventSource(target);
          source.addEventListener('next', (event) => {
            resolve(String(event.data));
            source.close();
          });
          source.addEventListener('error', () => {
            resolve('refused');
            source.close();
          });
        }),
      url,
    );
    expect(JSON.parse(heard)).toMatchObject({ data: { ticks: 1 } });
  });

  test('of another origin neither asks nor reads, in whatever way', async () => {
    const { gate, open } = await world();
    const page = await open('localhost');
    expect(await ask(page, gate.graph)).toBe('TypeError: Failed to fetch');
    const url = `${gate.graph}?query=${encodeURIComponent('{ hello }')}`;
    const tried = await page.evaluate(async (target) => {
      const ways = [
        fetch(target),
        fetch(target, { mode: 'no-cors' }),
        fetch(target, {
          method: 'POST',
          mode: 'no-cors',
          headers: { 'content-type': 'text/plain' },
          body: '{"query":"{ hello }"}',
        }),
      ];
      const image = new Promise<string>((resolve) => {
        const element = new Image();
        element.onload = () => resolve('loaded');
        element.onerror = () => resolve('refused');
        element.src = target;
      });
      const answers = await Promise.all(
        ways.map((way) =>
          way.then(
            (response) => response.type,
            () => 'refused',
          ),
        ),
      );
      return [...answers, await image];
    }, url);
    expect(tried[0]).toBe('refused');
    expect(tried).not.toContain('cors');
    expect(tried.at(-1)).toBe('refused');
    expect(gate.terms).toEqual([]);
  });
});

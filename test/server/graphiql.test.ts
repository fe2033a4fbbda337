import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exampleTabs } from '../../src/server/graphiql-tabs.ts';
import { start, urlOf } from './child.ts';
import { gateway } from './harness.ts';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const hasChromium = existsSync(executablePath);
if (!hasChromium && !process.env['CI']) {
  console.warn('SKIPPED: GraphiQL in a browser. Install it: apt-get install chromium, or set CHROMIUM to where it is.');
}

describe.skipIf(!hasChromium && !process.env['CI'])('GraphiQL in a browser without a network', () => {
  let browser: Browser | undefined;
  let page: Page;
  let url: string;
  let killGateway: (() => void) | undefined;
  const requested: string[] = [];
  const problems: string[] = [];

  beforeAll(async () => {
    expect(hasChromium, `no Chromium at ${executablePath}`).toBe(true);
    url = await urlOf(start({ until: (kill) => (killGateway = kill) }));
    browser = await chromium.launch({
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        // No name but our own address is ever resolved: whatever the page needs must be in it.
        '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
      ],
    });
    page = await browser.newPage();
    page.on('request', (request) => requested.push(request.url()));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await page.goto(`${url}/`, { waitUntil: 'load' });
    await page.waitForSelector('.graphiql-container', { timeout: 30_000 });
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    killGateway?.();
  });

  // The editor draws only the lines in view, with hard spaces.
  async function answerHas(text: string): Promise<void> {
    const words = new RegExp(text.replaceAll(' ', '\\s'));
    await page.locator('.graphiql-response', { hasText: words }).waitFor({ timeout: 20_000 });
  }

  async function run(name: string): Promise<void> {
    await page.locator('.graphiql-query-editor', { hasText: name }).waitFor();
    // The page itself waits a moment before it reads what is in a tab, longer than a machine takes to click.
    await page.waitForTimeout(500);
    await page.locator('.graphiql-execute-button').click();
  }

  test('opens at the root with a tab for every example', async () => {
    expect(page.url()).toBe(`${url}/graphql`);
    expect(await page.title()).toBe('paygraph');
    await page.waitForSelector('.graphiql-tab');
    expect(await page.locator('.graphiql-tab').count()).toBe(exampleTabs('sandbox').length);
    const names = await page.locator('.graphiql-tab').allInnerTexts();
    expect(names.join(' ')).toMatch(/OrderPayment.*WatchPayment.*Reconcile.*WhereIs.*PaymentState/s);
  });

  test('shows the answer of every example at the first click on its tab and the first run', async () => {
    const examples = [
      ['OrderPayment', '"refundedAmount"'],
      ['WatchPayment', '"PENDING"'],
      ['Reconcile', '"totals"'],
      ['WhereIs', '"dialect": "PAY_QUERY"'],
      ['PaymentState', '"CLOSED"'],
    ] as const;
    for (const [name, text] of examples) {
      await page.locator('.graphiql-tab-button', { hasText: name }).click({ delay: 50 });
      await run(name);
      await answerHas(text);
    }
  });

  test('has the same tabs when it is loaded again', async () => {
    await page.reload({ waitUntil: 'load' });
    await page.waitForSelector('.graphiql-tab');
    expect(await page.locator('.graphiql-tab').count()).toBe(exampleTabs('sandbox').length);
    await run('PaymentState');
    await answerHas('"CLOSED"');
  });

  test('shows what is documented', async () => {
    await page.locator('button[aria-label*="Documentation Explorer"]').click();
    await page.waitForSelector('.graphiql-doc-explorer');
    await page.locator('.graphiql-doc-explorer a', { hasText: 'Query' }).first().click();
    await page.locator('.graphiql-doc-explorer', { hasText: 'paymentsByReference' }).waitFor();
  });

  test('asked nobody but us, and nothing was forbidden to it', () => {
    const outside = requested.filter((address) => !address.startsWith(url) && !/^(data|blob):/.test(address));
    expect(requested.length).toBeGreaterThan(3);
    expect(outside).toEqual([]);
    expect(problems).toEqual([]);
  });
});

describe('the GraphiQL page', () => {
  test('is sent compressed, and not again to who has it', async () => {
    const { graph } = await gateway();
    const headers = { accept: 'text/html' };
    const whole = await fetch(graph, { headers });
    expect(whole.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(whole.headers.get('content-encoding')).toBe('gzip');
    expect(Number(whole.headers.get('content-length'))).toBeLessThan(4_000_000);
    const html = await whole.text();
    expect(html).toContain('OrderPayment');
    const etag = whole.headers.get('etag') ?? '';
    const again = await fetch(graph, { headers: { ...headers, 'if-none-match': etag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    const plain = await fetch(graph, { headers: { ...headers, 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toBe(html);
  });

  test('runs no script but its own, and talks to nobody but us', async () => {
    const { graph } = await gateway();
    const policy = (await fetch(graph, { headers: { accept: 'text/html' } })).headers.get('content-security-policy');
    expect(policy).toMatch(/default-src 'none'; script-src 'sha256-[\w+/=]+'/);
    expect(policy).toContain("connect-src 'self'");
  });

  test('can be switched off', async () => {
    const { graph, url } = await gateway({ server: { graphiql: false } });
    const headers = { accept: 'text/html,*/*;q=0.8' };
    expect((await fetch(graph, { headers })).headers.get('content-type')).toContain('json');
    expect((await fetch(url, { headers })).status).toBe(404);
  });
});

import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import type { GraphiQLOptions } from 'graphql-yoga';

/** The page, ready to be sent. */
export interface GraphiqlPage {
  readonly gzip: Uint8Array;
  readonly etag: string;
  readonly contentSecurityPolicy: string;
}

/** Renders the page with everything it needs in it. */
export function renderPage(options: GraphiQLOptions): GraphiqlPage {
  const html = renderGraphiQL(options)
    .replace('</style>', `${STEADY_TABS}</style>`)
    .replace('<script>', `<script>${seedVariables(options)}`);
  const gzip = gzipSync(html);
  return {
    gzip,
    etag: `"${createHash('sha256').update(gzip).digest('base64url')}"`,
    contentSecurityPolicy: policyFor(html),
  };
}

// Tabs that are there from the start jump away from under the first click on them, each once, so that it is lost.
const STEADY_TABS = '.graphiql-tab { transform: none !important; }';

/**
 * GraphiQL shows the first of its default tabs without that tab's variables and headers, and then stores it so. It
 * finds them where it keeps those of the last session, which is only done when there was none.
 */
function seedVariables({ defaultTabs }: GraphiQLOptions): string {
  const [first] = defaultTabs ?? [];
  const values = { variables: first?.variables ?? '', headers: first?.headers ?? '' };
  const text = JSON.stringify(values).replaceAll('<', '\\u003c');
  return `if (!localStorage.getItem('graphiql:tabState'))
    for (const [name, value] of Object.entries(${text})) if (value) localStorage.setItem('graphiql:' + name, value);
  `;
}

/** Allows the page's own script by its digest, and requests to nobody but us. */
function policyFor(html: string): string {
  const script = html.slice(html.indexOf('<script>') + '<script>'.length, html.lastIndexOf('</script>'));
  const digest = createHash('sha256').update(script).digest('base64');
  return [
    "default-src 'none'",
    `script-src 'sha256-${digest}'`,
    // The editor's workers are made of text in the page.
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

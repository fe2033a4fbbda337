import type { Spoils } from './spoils.ts';
import type { Answer } from './upstream.ts';

/** What stands in front of a payment gateway, when it answers by itself. */
export function page(name: NonNullable<Spoils['page']>): Answer {
  switch (name) {
    case 'error-500':
      return {
        status: 500,
        headers: { 'content-type': 'application/json' },
        body: '{"timestamp":1767225600000,"status":500,"error":"Internal Server Error","path":"/"}',
      };
    case 'html-502':
      return html(502, '502 Bad Gateway');
    case 'html-503':
      return html(503, '503 Service Temporarily Unavailable');
  }
}

function html(status: number, title: string): Answer {
  const body =
    `<html>\n<head><title>${title}</title></head>\n<body bgcolor="white">\n` +
    `<center><h1>${title}</h1></center>\n<hr><center>Tengine</center>\n</body>\n</html>\n`;
  return { status, headers: { 'content-type': 'text/html' }, body };
}

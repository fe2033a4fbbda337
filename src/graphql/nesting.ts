// Strings and comments first: brackets in them open nothing. One left open runs to the end, which the parser refuses.
const TOKEN = /"""(?:\\"""|[^])*?(?:"""|$)|"(?:\\.|[^"\\\n\r])*"?|#[^\n\r]*|[{}[\]()]/g;

/** Far above what anyone writes, far below what would exhaust the parser's stack. */
export const MAX_NESTING = 200;

/** How deep a document's brackets are nested; it is read from left to right without a stack to overflow. */
export function nestingOf(document: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of document.matchAll(TOKEN)) {
    if ('{[('.includes(token)) depth += 1;
    else if ('}])'.includes(token)) depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

import { presentJson } from '../domain/json.ts';

// Names are plain, so that an address or Base64 text with an equals sign is not taken for parameters.
const PAIRS = /^[\w.~%+[\]-]+=[^&]*(?:&[\w.~%+[\]-]+=[^&]*)*$/;

/** Names and values written as a JSON object or as `a=b&c=d`; a repeated name has a list. Any other text stays text. */
export function presentParameters(text: string): unknown {
  const json = presentJson(text);
  if (text.trim().startsWith('{') && typeof json === 'object') return json;
  if (!PAIRS.test(text)) return text;
  const values = Map.groupBy(new URLSearchParams(text), ([name]) => name);
  return Object.fromEntries(
    [...values].map(([name, pairs]) => {
      const all = pairs.map(([, value]) => value);
      return [name, all.length === 1 ? all[0] : all];
    }),
  );
}

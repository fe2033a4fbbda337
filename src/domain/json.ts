declare global {
  // Node 24 has it; TypeScript's library does not describe it yet.
  interface JSON {
    rawJSON(text: string): object;
  }
}

/** A JSON value whose numbers are still the text they were written as. */
export type SourceJson = string | boolean | null | SourceJson[] | { [key: string]: SourceJson };

/** Parses JSON with every number kept as its source text, so that no amount passes through a float. Throws SyntaxError. */
export function parseSourceJson(text: string): SourceJson {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-return -- the reviver leaves exactly the values of SourceJson
  return JSON.parse(text, (_key, value: SourceJson | number, context?: { source?: string }) =>
    typeof value === 'number' ? (context?.source ?? String(value)) : value,
  );
}

/**
 * Parses JSON for showing it: numbers keep their source text and print as numbers; text that is no JSON is shown
 * as a string.
 */
export function presentJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
      typeof value === 'number' && context?.source !== undefined ? JSON.rawJSON(context.source) : value,
    );
    return value;
  } catch {
    return text;
  }
}

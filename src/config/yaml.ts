import { LineCounter, parseDocument, type ErrorCode } from 'yaml';
import type { Fault } from './faults.ts';

/** Reads YAML, of which JSON is a part. Each fault says the line and the column, and quotes nothing. */
export function readYaml(text: string): { readonly value: unknown } | { readonly faults: readonly Fault[] } {
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
    const faults = [...document.errors, ...document.warnings].map(({ code, pos }) => {
      const { line, col } = lines.linePos(pos[0]);
      return { path: `line ${line}, column ${col}`, message: `expected YAML, got ${WORDS[code] ?? OTHER}` };
    });
    if (faults.length > 0) return { faults };
    const value: unknown = document.toJS();
    return { value };
  } catch {
    // The parser's own bounds: nesting deeper than its stack, aliases that multiply beyond measure.
    const message = 'expected YAML of sane size, got too deep a nesting or too many aliases; write it out';
    return { faults: [{ path: '', message }] };
  }
}

const OTHER = 'a fault of syntax; check indentation, colons and brackets around here';

const WORDS: Readonly<Partial<Record<ErrorCode, string>>> = {
  BAD_ALIAS: 'an alias of nothing; put the text in quotes if it is to start with *',
  BAD_INDENT: 'a wrong indentation; align it with its neighbours',
  BAD_SCALAR_START: 'a text that starts with a reserved character; put it in quotes',
  DUPLICATE_KEY: 'a key for the second time; remove one',
  MISSING_CHAR: 'something unfinished; close the quote or bracket, or add the comma or colon',
  MULTIPLE_DOCS: 'a second document; keep one',
  TAB_AS_INDENT: 'a tab as indentation; use spaces',
  TAG_RESOLVE_FAILED: 'a tag; remove the word that starts with !',
};

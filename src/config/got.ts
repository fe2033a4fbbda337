/** What a value is, in words that tell nothing of its content: it may be a secret in the wrong place. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (value === '') return 'an empty text';
  if (typeof value === 'string') return `a text of ${value.length} characters`;
  if (typeof value === 'number') return Math.abs(value) < 1_000_000 ? `the number ${value}` : 'a number';
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  return 'a map';
}

/** What a value is where a word out of a fixed few belongs: short words are quoted. */
export function wordOf(value: unknown): string {
  return typeof value === 'string' && /^[\w-]{1,24}$/.test(value) ? `"${value}"` : kindOf(value);
}

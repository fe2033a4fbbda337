/** What stands for every word that is not listed. */
export const OTHER = 'other';

/** Maps words to themselves when they are listed and to `other` when not, so that no sender can make up label values. */
export function closedSet(listed: Iterable<string>): (word: string) => string {
  const known = new Set(listed);
  return (word) => (known.has(word) ? word : OTHER);
}

/** Advice for a mistyped word: the one most like it, or all that are known. */
export function didYouMean(typed: string, known: readonly string[]): string {
  const near = known
    .map((word) => ({ word, distance: editDistance(typed.toLowerCase(), word.toLowerCase()) }))
    .filter(({ word, distance }) => distance <= Math.ceil(word.length / 3))
    .sort((a, b) => a.distance - b.distance)[0];
  if (near !== undefined) return `did you mean ${near.word}?`;
  return known.length === 0 ? 'remove it' : `known here: ${known.join(', ')}`;
}

/** How many letters must be changed, added or left out. Long words are not compared: nobody mistypes those. */
function editDistance(a: string, b: string): number {
  if (a.length > 40) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [index, letter] of Array.from(a).entries()) {
    let left = index + 1;
    const next = [left];
    for (const [column, other] of Array.from(b).entries()) {
      const [diagonal = 0, above = 0] = row.slice(column, column + 2);
      left = Math.min(above + 1, left + 1, diagonal + (letter === other ? 0 : 1));
      next.push(left);
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

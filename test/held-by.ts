/** All objects that one leads to. */
export function heldBy(value: unknown, seen = new Set<unknown>()): Set<unknown> {
  if (typeof value !== 'object' || value === null || seen.has(value)) return seen;
  seen.add(value);
  for (const held of Object.values(value)) heldBy(held, seen);
  return seen;
}

import { badUserInput } from './errors.ts';

/** Which part of a list is wanted, as the Relay specification names it. */
export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** A part of a list. */
export interface Page<Item> {
  readonly edges: { readonly cursor: string; readonly node: Item }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number;
}

const CURSOR = /^v1:(\d{1,9})$/;

/**
 * The wanted part of the items that pass the filter. A cursor is a place in the unfiltered list, so it holds under
 * any filter. Throws BAD_USER_INPUT for a negative count or a cursor that is none.
 */
export function pageOf<Item>(
  items: readonly Item[],
  passes: (item: Item) => boolean,
  { first, after, last, before }: PageArguments,
): Page<Item> {
  const from = after == null ? -1 : placeOf('after', after);
  const to = before == null ? Infinity : placeOf('before', before);
  const matching = items.map((node, place) => ({ node, place })).filter(({ node }) => passes(node));
  let start = matching.filter(({ place }) => place <= from).length;
  let end = Math.max(start, matching.filter(({ place }) => place < to).length);
  if (first != null) end = Math.min(end, start + count('first', first));
  if (last != null) start = Math.max(start, end - count('last', last));
  const edges = matching.slice(start, end).map(({ node, place }) => ({ cursor: cursorAt(place), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: end < matching.length,
      hasPreviousPage: start > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: matching.length,
  };
}

function cursorAt(place: number): string {
  return Buffer.from(`v1:${place}`).toString('base64url');
}

function placeOf(argument: string, cursor: string): number {
  const place = Number(CURSOR.exec(Buffer.from(cursor, 'base64url').toString())?.[1]);
  // Base64 can write one thing in many ways; only our own way is a cursor.
  if (Number.isNaN(place) || cursorAt(place) !== cursor) {
    throw badUserInput(`${argument}: expected a cursor of an earlier page, got another text`);
  }
  return place;
}

function count(argument: string, wanted: number): number {
  if (wanted < 0) throw badUserInput(`${argument}: expected a number of at least 0, got a negative one`);
  return wanted;
}

/** Extra data an upstream returns only when asked. The order gives each option its bit in a `Demand`. */
export const QUERY_OPTIONS = ['TRADE_SETTLE_INFO', 'FUND_BILL_LIST', 'VOUCHER_DETAIL_LIST'] as const;

/** Names one kind of extra data. */
export type QueryOption = (typeof QUERY_OPTIONS)[number];

/** A set of query options, one bit each: sets are compared and united for every lookup. */
export type Demand = number;

/** The demand that asks for nothing extra. */
export const NO_DEMAND: Demand = 0;

/** The demand made of these options. */
export function demandOf(options: Iterable<QueryOption>): Demand {
  let demand = NO_DEMAND;
  for (const option of options) demand |= 1 << QUERY_OPTIONS.indexOf(option);
  return demand;
}

/** The options of a demand, in the order of `QUERY_OPTIONS`. */
export function optionsOf(demand: Demand): QueryOption[] {
  return QUERY_OPTIONS.filter((_, bit) => (demand & (1 << bit)) !== 0);
}

/** Whether data fetched with `held` answers a caller who wants `wanted`. */
export function covers(held: Demand, wanted: Demand): boolean {
  return (held & wanted) === wanted;
}

/** Everything either demand asks for. */
export function union(one: Demand, other: Demand): Demand {
  return one | other;
}

/** The part of a demand that is among `known`. */
export function cutTo(demand: Demand, known: Demand): Demand {
  return demand & known;
}

/** What an upstream holds, in its own words. */
export type Facts = Readonly<Record<string, unknown>>;

/** An amount as the graph shows it. */
export interface Amount {
  readonly currency: string;
  readonly amount: string;
  readonly minor: string;
  readonly raw: string | null;
}

/** One transaction as the graph shows it. */
export interface Step {
  readonly type: string;
  readonly transactionId: string | null;
  readonly requestId: string | null;
  readonly statusRaw: string | null;
  readonly amount: Amount | null;
  readonly occurredAt: string | null;
}

/** One fund bill as the graph shows it. */
export interface Bill {
  readonly channel: string;
  readonly amount: Amount | null;
  readonly realAmount: Amount | null;
}

/** What the graph must show of a payment, every field that traffic selects. */
export interface Shown {
  readonly dialect: string;
  readonly paymentId: string | null;
  readonly merchantReference: string | null;
  readonly status: string;
  readonly statusRaw: string | null;
  readonly amount: Amount | null;
  readonly createdAt: string | null;
  readonly completedAt: string | null;
  readonly refundedAmount: Amount | null;
  readonly fundBills: readonly Bill[] | null;
  readonly transactions: { readonly nodes: readonly Step[] } | null;
}

/** The object there; null for none. */
export function inner(facts: Facts, name: string): Facts | null {
  const value = facts[name];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Facts) : null;
}

/** The objects listed there; null for no list. */
export function list(facts: Facts, name: string): Facts[] | null {
  const value = facts[name];
  return Array.isArray(value) ? (value as Facts[]) : null;
}

/** The text there; null for none. */
export function text(facts: Facts | null, name: string): string | null {
  const value = facts?.[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

// Those the sandbox's payments are made in; all others of theirs have two places.
const WITHOUT_PLACES = ['JPY', 'KRW', 'VND'];

/** `{ currency, value }`, the value in the smallest unit. */
export function counted(money: Facts | null): Amount | null {
  const [currency, raw] = [text(money, 'currency'), text(money, 'value')];
  if (currency === null || raw === null) return null;
  return { currency, amount: decimal(raw, WITHOUT_PLACES.includes(currency) ? 0 : 2), minor: raw, raw };
}

/** An amount of yuan, written with up to two decimals. */
export function yuan(raw: string | null): Amount | null {
  if (raw === null) return null;
  const [whole = '', places = ''] = raw.split('.');
  const minor = BigInt(whole + places.padEnd(2, '0')).toString();
  return { currency: 'CNY', amount: decimal(minor, 2), minor, raw };
}

function decimal(minor: string, places: number): string {
  if (places === 0) return minor;
  const digits = minor.padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

import { DIALECTS, type Dialect } from '../domain/dialect.ts';
import type { Reference } from '../domain/reference.ts';
import { TRANSACTION_TYPES, type Transaction, type TransactionType } from '../domain/transaction.ts';

/** What finds a transaction among those of its payment: its own identifiers, and its place among equals. */
export interface TransactionKey {
  readonly type: TransactionType;
  readonly requestId: string | null;
  readonly transactionId: string | null;
  readonly nth: number;
}

/** What a global id stands for: a payment, or a transaction of one. */
export interface NodeKey {
  readonly type: 'Payment' | 'Transaction';
  readonly reference: Omit<Reference, 'identity'>;
  /** Null for a payment. */
  readonly transaction: TransactionKey | null;
}

// Written first in every id, so that a later form can be told from this one.
const VERSION = 1;

/** The global id: opaque text, the same for the same key. */
export function encodeNodeId({ reference, transaction }: NodeKey): string {
  const { dialect, account, kind, id } = reference;
  const payment = [VERSION, dialect, account, kind === 'paymentId' ? 'P' : 'M', id];
  const parts =
    transaction === null
      ? payment
      : [...payment, transaction.type, transaction.requestId, transaction.transactionId, transaction.nth];
  // JSON escapes lone surrogates, which UTF-8 alone would replace.
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** What a global id stands for; null for text that is none of ours. */
export function decodeNodeId(text: string): NodeKey | null {
  const parts = partsOf(text);
  if (parts === null || (parts.length !== 5 && parts.length !== 9)) return null;
  const [version, dialect, account, kind, id, ...rest] = parts;
  if (version !== VERSION || typeof account !== 'string' || typeof id !== 'string') return null;
  const known = DIALECTS.find((name): name is Dialect => name === dialect);
  if (known === undefined || (kind !== 'P' && kind !== 'M')) return null;
  const reference = { dialect: known, account, kind: kind === 'P' ? 'paymentId' : 'merchantReference', id } as const;
  const transaction = rest.length === 0 ? null : transactionKeyOf(rest);
  if (rest.length > 0 && transaction === null) return null;
  const key: NodeKey = { type: transaction === null ? 'Payment' : 'Transaction', reference, transaction };
  // Base64 and JSON can write one thing in many ways; only our own way is an id.
  return encodeNodeId(key) === text ? key : null;
}

/** A payment's transactions, each with what finds it among them. */
export function keyed(
  transactions: readonly Transaction[],
): { readonly transaction: Transaction; readonly key: TransactionKey }[] {
  const counts = new Map<string, number>();
  return transactions.map((transaction) => {
    const { type, requestId, transactionId } = transaction;
    const equal = JSON.stringify([type, requestId, transactionId]);
    const nth = counts.get(equal) ?? 0;
    counts.set(equal, nth + 1);
    return { transaction, key: { type, requestId, transactionId, nth } };
  });
}

/** Whether two keys find the same transaction of a payment. */
export function sameTransaction(one: TransactionKey, other: TransactionKey): boolean {
  return (
    one.type === other.type &&
    one.requestId === other.requestId &&
    one.transactionId === other.transactionId &&
    one.nth === other.nth
  );
}

function partsOf(text: string): unknown[] | null {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(parts) ? parts : null;
  } catch {
    return null;
  }
}

function transactionKeyOf([type, requestId, transactionId, nth]: unknown[]): TransactionKey | null {
  const known = TRANSACTION_TYPES.find((name) => name === type);
  if (known === undefined || typeof nth !== 'number' || !Number.isSafeInteger(nth) || nth < 0) return null;
  if (!isTextOrNull(requestId) || !isTextOrNull(transactionId)) return null;
  return { type: known, requestId, transactionId, nth };
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

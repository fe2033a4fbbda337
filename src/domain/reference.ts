import type { Dialect } from './dialect.ts';

/** Whose identifier it is: Alipay's, or the merchant's. */
export type IdentifierKind = 'paymentId' | 'merchantReference';

/** What a caller gave to name a payment; not yet checked. */
export interface AskedReference {
  readonly dialect: Dialect;
  readonly account?: string | null | undefined;
  readonly paymentId?: string | null | undefined;
  readonly merchantReference?: string | null | undefined;
}

/** Names one payment under one account by exactly one identifier. */
export interface Reference {
  readonly dialect: Dialect;
  readonly account: string;
  /** Whom the account asks for, as opaque text: one name may come to stand for another merchant. */
  readonly identity: string;
  readonly kind: IdentifierKind;
  readonly id: string;
}

/** All three providers' documents limit both identifiers to this many characters. */
export const MAX_IDENTIFIER_LENGTH = 64;

/**
 * The identifier to send: Alipay's when both are given, which is the rule of all three APIs. An empty one counts
 * as absent. A fault says what was expected and what was got.
 */
export function chooseIdentifier(
  asked: Pick<AskedReference, IdentifierKind>,
): { readonly kind: IdentifierKind; readonly id: string } | { readonly fault: string } {
  const kind: IdentifierKind = asked.paymentId ? 'paymentId' : 'merchantReference';
  const id = asked[kind];
  if (!id) return { fault: 'expected a paymentId or a merchantReference, got neither' };
  const length = id.length > MAX_IDENTIFIER_LENGTH ? Array.from(id).length : id.length;
  if (length > MAX_IDENTIFIER_LENGTH) {
    return { fault: `expected a ${kind} of at most ${MAX_IDENTIFIER_LENGTH} characters, got ${length}` };
  }
  if (/\p{Cc}|\p{Cs}/u.test(id)) {
    return { fault: `expected a ${kind} without control characters or lone surrogates, got one` };
  }
  return { kind, id };
}

/**
 * One string for each (account, identity, kind, identifier). None of the parts can hold the separator, so none can
 * collide.
 */
export function referenceKey(reference: Omit<Reference, 'dialect'>): string {
  return keyUnder(keyPrefix(reference), reference.kind, reference.id);
}

/** The key of an identifier under the account and identity whose references' keys begin so. */
export function keyUnder(prefix: string, kind: IdentifierKind, id: string): string {
  return `${prefix}${kind === 'paymentId' ? 'P' : 'M'}\u0000${id}`;
}

/** What the keys of all references under one account and identity begin with, and no other. */
export function keyPrefix({ account, identity }: Pick<Reference, 'account' | 'identity'>): string {
  return `${account}\u0000${identity}\u0000`;
}

/** The account in a reference's key. */
export function accountOfKey(key: string): string {
  return key.slice(0, key.indexOf('\u0000'));
}

import { createHmac, type KeyObject } from 'node:crypto';
import type { Reference } from '../../domain/reference.ts';

/** What names a payment in the audit log; `account` is null where none fits. */
export type NamedReference = Pick<Reference, 'dialect' | 'kind' | 'id'> & { readonly account: string | null };

/** What the audit log's key is used for; each use begins with a text of its own, so that none can stand for another. */
export interface AuditHashes {
  /** Tells keys apart; says nothing of the key. */
  readonly keyId: string;
  /** The same for the same payment asked for in the same way, and nothing to whoever lacks the key. */
  readonly reference: (reference: NamedReference) => string;
  /** Ties a line to the one before it. */
  readonly chain: (previous: string, line: string) => string;
}

/** HMAC-SHA256 in hexadecimal. None of a reference's parts but the last can hold a line end, so that none can collide. */
export function auditHashes(key: KeyObject): AuditHashes {
  const hash = (use: string, ...parts: readonly string[]) =>
    createHmac('sha256', key)
      .update([use, ...parts].join('\n'))
      .digest('hex');
  return {
    keyId: hash('paygraph-audit-key-1').slice(0, 8),
    reference: ({ dialect, account, kind, id }) => hash('paygraph-audit-reference-1', dialect, account ?? '', kind, id),
    chain: (previous, line) => hash('paygraph-audit-chain-1', previous, line),
  };
}

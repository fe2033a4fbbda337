import type { KeyObject } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Conversation } from '../dialects/dialect.ts';
import type { Demand } from '../domain/demand.ts';
import type { Dialect } from '../domain/dialect.ts';

/** One configured set of credentials at one upstream, keys read and settings checked. */
export interface Account {
  readonly id: string;
  readonly dialect: Dialect;
  /** Whom it asks for, as opaque text: answers given to one identity are none to another. */
  readonly identity: string;
  /** Used when a reference of the dialect names no account. */
  readonly isDefault: boolean;
  /** The query options its dialect knows. */
  readonly options: Demand;
  readonly conversation: Conversation;
  readonly privateKey: KeyObject;
  /** Alipay's, not the merchant's; several while one is being replaced. */
  readonly alipayPublicKeys: readonly KeyObject[];
}

/** Whether two accounts ask alike in every respect. Which of them is the default of its dialect is not looked at. */
export function hasSettingsOf(one: Account, other: Account): boolean {
  return isDeepStrictEqual(comparable(one), comparable(other));
}

function comparable({ id, dialect, conversation, privateKey, alipayPublicKeys }: Account) {
  return { id, dialect, settings: conversation.settings, privateKey, alipayPublicKeys };
}

import type { Dialect } from './dialect.ts';

/** How a call turned out: `S`, `F` or `U` on the wire. */
export const RESULT_STATUSES = ['SUCCESS', 'FAILURE', 'UNKNOWN'] as const;
export type ResultStatus = (typeof RESULT_STATUSES)[number];

/** What a caller should do about a result. */
export const RECOMMENDED_ACTIONS = [
  'NONE',
  'RETRY',
  'RETRY_LATER',
  'CHECK_IDENTIFIER',
  'CORRECT_REQUEST',
  'COMPLETE_KYC',
  'FIX_CONFIGURATION',
  'CONTACT_SUPPORT',
] as const;
export type RecommendedAction = (typeof RECOMMENDED_ACTIONS)[number];

/** How an inquiry, a payment or a transaction turned out, and what to do about it. */
export interface ResultInfo {
  readonly dialect: Dialect | null;
  readonly status: ResultStatus;
  readonly code: string;
  readonly codeId: string | null;
  readonly message: string | null;
  readonly retryable: boolean;
  readonly action: RecommendedAction;
  readonly advice: string;
  /** It tells of this one payment, such as that it is being processed, and nothing of how the upstream does. */
  readonly ofPayment?: true;
}

/** One row of the catalogue: a code as documented, its class, and the words the document gives it. */
export interface ResultRow extends ResultInfo {
  /** The row holds whatever class the code arrives with: throttling means the same as F and as U. */
  readonly anyStatus?: true;
}

/** What an answer says of its own outcome, before the catalogue is consulted. */
export interface StatedResult {
  readonly status: ResultStatus;
  readonly code: string;
  readonly codeId: string | null;
  readonly message: string | null;
}

const ADVICE: Readonly<Record<RecommendedAction, string>> = {
  NONE: 'Nothing to do.',
  RETRY: 'Nobody knows yet. Send the same inquiry again in a few seconds.',
  RETRY_LATER: 'Too many requests. Wait before sending the same inquiry again.',
  CHECK_IDENTIFIER: 'No such payment. Check the identifier, the dialect and the account; it may not exist yet.',
  CORRECT_REQUEST: 'Something in the reference is malformed. Correct it; sending it again unchanged will not help.',
  COMPLETE_KYC: 'Ask the payer to complete identity verification with the wallet.',
  FIX_CONFIGURATION: 'Keys, client id, rights or addresses are wrong. Tell whoever runs the gateway.',
  CONTACT_SUPPORT: 'It failed for a reason the gateway cannot mend. Ask Alipay and quote the request id.',
};

/** A row of the catalogue with the action's usual advice unless a better one is given. */
export function resultRow(
  dialect: Dialect | null,
  status: ResultStatus,
  code: string,
  action: RecommendedAction,
  more: {
    codeId?: string;
    message?: string;
    advice?: string;
    retryable?: boolean;
    anyStatus?: true;
    ofPayment?: true;
  } = {},
): ResultRow {
  return {
    dialect,
    status,
    code,
    codeId: more.codeId ?? null,
    message: more.message ?? null,
    retryable: more.retryable ?? (action === 'RETRY' || action === 'RETRY_LATER'),
    action,
    advice: more.advice ?? ADVICE[action],
    ...(more.anyStatus ? { anyStatus: true as const } : {}),
    ...(more.ofPayment ? { ofPayment: true as const } : {}),
  };
}

/**
 * What a stated result means: the catalogue's row for its code when the class agrees, else what the class alone
 * says. The class, code and words received are kept.
 */
export function interpretResult(
  dialect: Dialect,
  rows: ReadonlyMap<string, ResultRow>,
  stated: StatedResult,
): ResultInfo {
  const row = rows.get(stated.code);
  if (row !== undefined && (row.anyStatus === true || row.status === stated.status)) {
    const { dialect: whose, retryable, action, advice } = row;
    const ofPayment = row.ofPayment ? { ofPayment: true as const } : {};
    return { dialect: whose, ...stated, codeId: stated.codeId ?? row.codeId, retryable, action, advice, ...ofPayment };
  }
  const action = { SUCCESS: 'NONE', FAILURE: 'CONTACT_SUPPORT', UNKNOWN: 'RETRY' } as const;
  const { retryable, advice } = resultRow(dialect, stated.status, stated.code, action[stated.status]);
  return { dialect, ...stated, retryable, action: action[stated.status], advice };
}

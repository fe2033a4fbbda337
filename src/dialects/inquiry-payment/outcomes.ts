import {
  resultRow,
  type RecommendedAction,
  type ResultInfo,
  type ResultRow,
  type ResultStatus,
  type StatedResult,
} from '../../domain/result.ts';

function outcome(code: string, message: string, advice: string, action: RecommendedAction = 'CONTACT_SUPPORT') {
  return resultRow('INQUIRY_PAYMENT', 'FAILURE', code, action, { message, advice });
}

const CALLED_OFF = 'The payment was called off. Make a new payment if one is still wanted.';
const OVER_LIMIT =
  'The payment failed. Let the payer raise the limit, pay less or choose another way to pay, with a new payment.';

/**
 * `paymentResultCode`: why the payment ended as it did, of which no document has a full list. Some of the words are
 * results of an inquiry too and mean another thing there: ACCESS_DENIED is the payment's refusal here. Two have two
 * spellings.
 */
export const outcomes: readonly ResultRow[] = [
  outcome(
    'USER_BALANCE_NOT_ENOUGH',
    'The user balance is not enough for this payment.',
    'The payment failed. Let the payer top up or choose another way to pay, and make a new payment.',
  ),
  outcome('USER_AMOUNT_EXCEED_LIMIT', 'The payment amount exceeds the user payment limit.', OVER_LIMIT),
  outcome('PAYMENT_AMOUNT_EXCEED_LIMIT', 'The payment amount exceeds the limit.', OVER_LIMIT),
  outcome(
    'USER_PAYMENT_VERIFICATION_FAILED',
    'The user’s payment verification failed.',
    'The payment failed. Let the payer try again with a new payment.',
  ),
  outcome(
    'USER_KYC_NOT_QUALIFIED',
    'Payment failed because of the user’s KYC status.',
    'The payment failed. Ask the payer to complete identity verification with the wallet, and make a new payment.',
    'COMPLETE_KYC',
  ),
  outcome(
    'ORDER_IS_CLOSED',
    'The order is closed.',
    'The payment was not made in time or was called off. Make a new payment if one is still wanted.',
  ),
  outcome('ORDER_IS_CANCELLED', 'The order is cancelled.', CALLED_OFF),
  outcome('ORDER_IS_CANCELED', 'The order is canceled.', CALLED_OFF),
  outcome(
    'RISK_REJECT',
    'The payment was rejected by risk control.',
    'The payment failed for risk control. Let the payer pay another way; ask Alipay when it keeps happening.',
  ),
  outcome(
    'ACCESS_DENIED',
    'Access is denied.',
    'The payment was refused. Let the payer pay another way; ask Alipay when it keeps happening.',
  ),
];

const rows = new Map(outcomes.map((row) => [row.code, row]));

type Otherwise = Readonly<Record<ResultStatus, Pick<ResultRow, 'retryable' | 'action' | 'advice'>>>;

function otherwise(failed: string, unfinished: string): Otherwise {
  return {
    SUCCESS: resultRow('INQUIRY_PAYMENT', 'SUCCESS', 'SUCCESS', 'NONE'),
    FAILURE: resultRow('INQUIRY_PAYMENT', 'FAILURE', '', 'CONTACT_SUPPORT', { advice: failed }),
    UNKNOWN: resultRow('INQUIRY_PAYMENT', 'UNKNOWN', '', 'RETRY', { advice: unfinished }),
  };
}

const PAYMENT = otherwise(
  'The payment failed. Make a new payment if one is still wanted; to learn the reason, ask Alipay with its id.',
  'The payment has not ended. Ask for the payment again in a few seconds.',
);

const STEP = otherwise(
  'This step failed, which says nothing of the payment’s other steps. To learn the reason, ask Alipay with its id.',
  'This step has not ended. Ask for the payment again in a few seconds.',
);

/** What a `paymentResultCode` means. */
export function interpretOutcome(stated: StatedResult): ResultInfo {
  const row = rows.get(stated.code);
  return meaning(stated, row?.status === stated.status ? row : PAYMENT[stated.status]);
}

/** What a `transactionResult` means. Only for a step that takes the payer's money the payer can be advised. */
export function interpretStep(stated: StatedResult, takesMoney: boolean): ResultInfo {
  const row = takesMoney ? rows.get(stated.code) : undefined;
  return meaning(stated, row?.status === stated.status ? row : STEP[stated.status]);
}

function meaning(stated: StatedResult, { retryable, action, advice }: Otherwise[ResultStatus]): ResultInfo {
  return { dialect: 'INQUIRY_PAYMENT', ...stated, retryable, action, advice };
}

/** A result code of "inquiryPayment". */
export interface Result {
  readonly status: 'S' | 'F' | 'U';
  readonly message: string;
  /** Whether the answer that carries it is signed: faults found before the caller is known are not. */
  readonly signed: boolean;
}

const DOCUMENTED: Readonly<Record<string, Result>> = {
  SUCCESS: { status: 'S', message: 'success.', signed: true },
  ORDER_NOT_EXIST: { status: 'F', message: 'The order does not exist.', signed: true },
  CLIENT_INVALID: { status: 'F', message: 'The client is invalid.', signed: false },
  METHOD_NOT_SUPPORTED: {
    status: 'F',
    message: 'The server does not implement the requested HTTP method.',
    signed: false,
  },
  MEDIA_TYPE_NOT_ACCEPTABLE: {
    status: 'F',
    message: 'The server does not implement the media type that is acceptable to the client.',
    signed: false,
  },
  USER_KYC_NOT_QUALIFIED: {
    status: 'F',
    message: "Payment failed because of the user's KYC status.",
    signed: true,
  },
  PROCESS_FAIL: { status: 'F', message: 'A general business failure occurred. Do not retry.', signed: true },
  PARAM_ILLEGAL: { status: 'F', message: 'Illegal parameters exist.', signed: true },
  ACCESS_DENIED: { status: 'F', message: 'Access is denied.', signed: true },
  NO_INTERFACE_DEF: { status: 'F', message: 'API is not defined.', signed: false },
  INVALID_API: { status: 'F', message: 'The called API is invalid or not active.', signed: false },
  MERCHANT_NOT_REGISTERED: { status: 'F', message: 'The merchant is not registered.', signed: true },
  SIGNATURE_INVALID: { status: 'F', message: 'The signature is invalid.', signed: false },
  INVALID_SIGNATURE: { status: 'F', message: 'The signature is invalid.', signed: false },
  KEY_NOT_FOUND: { status: 'F', message: 'The key is not found.', signed: false },
  EXPIRED_AGENT_TOKEN: { status: 'F', message: 'The agent token is expired.', signed: false },
  UNKNOWN_EXCEPTION: { status: 'U', message: 'An API calling is failed for unknown reasons.', signed: true },
  PAYMENT_IN_PROCESS: { status: 'U', message: 'The payment is in process.', signed: true },
  REQUEST_TRAFFIC_EXCEED_LIMIT: { status: 'U', message: 'The request traffic exceeds the limit.', signed: true },
};

/** What is known of a code; any other one fails, signed. */
export function resultFor(code: string): Result {
  return (
    (Object.hasOwn(DOCUMENTED, code) ? DOCUMENTED[code] : undefined) ?? { status: 'F', message: code, signed: true }
  );
}

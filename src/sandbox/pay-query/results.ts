/** A result code of "alipay.intl.acquiring.cashier.payQuery". */
export interface Result {
  readonly id: string;
  readonly status: 'S' | 'F' | 'U';
  readonly message: string;
}

const DOCUMENTED: Readonly<Record<string, Result>> = {
  SUCCESS: { id: '00000000', status: 'S', message: 'success' },
  ORDER_NOT_EXIST: { id: '12005004', status: 'F', message: 'The order does not exist.' },
  PROCESS_FAIL: { id: '00000019', status: 'F', message: 'General business failure. No retry.' },
  UNKNOWN_EXCEPTION: { id: '00000901', status: 'U', message: 'API failed due to unknown reasons.' },
  PARAM_ILLEGAL: { id: '00000004', status: 'F', message: 'Illegal parameters.' },
  INVALID_SIGNATURE: { id: '00000007', status: 'F', message: 'The signature is invalid.' },
  KEY_NO_FOUND: { id: '00000008', status: 'F', message: 'The key is not found.' },
  NO_INTERFACE_DEF: { id: '00000013', status: 'F', message: 'API is not defined.' },
  API_IS_INVALID: { id: '00000014', status: 'F', message: 'API is invalid or not active.' },
  OAUTH_FAILED: { id: '00000016', status: 'F', message: 'oAuth authentication failed.' },
  ACCESS_DENIED: { id: '00000021', status: 'F', message: 'Access denied' },
  CLIENT_FORBIDDEN_ACCESS_API: {
    id: '12014152',
    status: 'F',
    message: 'The client is not authorized to use this API.',
  },
  UNKNOWN_CLIENT: { id: '12014155', status: 'F', message: 'Unknown client' },
  INVALID_CLIENT_STATUS: { id: '12014156', status: 'F', message: 'Invalid client status' },
  REQUEST_TRAFFIC_EXCEED_LIMIT: { id: '00000024', status: 'F', message: 'Request traffic exceeds the limit.' },
};

/** What the document says about a code; a code it does not list fails with an id it does not list. */
export function resultFor(code: string): Result {
  return (
    (Object.hasOwn(DOCUMENTED, code) ? DOCUMENTED[code] : undefined) ?? { id: '99999999', status: 'F', message: code }
  );
}

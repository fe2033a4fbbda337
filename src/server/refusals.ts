import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../graphql/error-codes.ts';

/** The caller sent no credentials, or none that hold; which of them is not said. */
export function unauthenticated(): GraphQLError {
  return refusal(401, 'UNAUTHENTICATED', 'Valid credentials are needed: Authorization: Bearer <key or token>.', {
    'www-authenticate': 'Bearer',
  });
}

/** Whether the credentials hold could not be found out. */
export function undecided(): GraphQLError {
  const message = 'Credentials cannot be checked at the moment. Send the request again later.';
  return refusal(503, 'INTERNAL_SERVER_ERROR', message, { 'retry-after': '5' });
}

/** The gateway cannot do now what it must do with every request. */
export function unavailable(): GraphQLError {
  const message = 'Requests cannot be answered at the moment. Send the request again later.';
  return refusal(503, 'INTERNAL_SERVER_ERROR', message, { 'retry-after': '5' });
}

/** The request may not be made in this way. */
export function forbidden(message: string): GraphQLError {
  return refusal(403, 'FORBIDDEN', message);
}

/** The request is not made as a GraphQL request is. */
export function unreadable(status: 400 | 415, message: string): GraphQLError {
  return refusal(status, 'BAD_USER_INPUT', message);
}

/** No document of that id was registered. */
export function unknownDocument(): GraphQLError {
  const message = 'Expected the id of a registered document, got another. Register it, in a manifest of the gateway’s.';
  return refusal(400, 'UNKNOWN_DOCUMENT', message);
}

/** The caller may run none but registered documents, and this is none. */
export function unregisteredDocument(): GraphQLError {
  const message =
    'Expected a registered document, got another: this caller may run no others. Send the id of one in "documentId", ' +
    'or register this one, in a manifest of the gateway’s.';
  return refusal(400, 'UNKNOWN_DOCUMENT', message);
}

/** The body is too long. */
export function bodyLimit(limit: number): GraphQLError {
  return refusal(
    413,
    'BODY_LIMIT',
    `Expected a body of at most ${limit} bytes, got a longer one. Send fewer references at once.`,
  );
}

/** What a document can have too much of, in whose words, and what to do about it. */
const EXCESSES = {
  DOCUMENT_LIMIT: ['bytes', 'Use fragments and variables.'],
  TOKEN_LIMIT: ['tokens', 'Use fragments and variables.'],
  DEPTH_LIMIT: ['levels of fields', 'Nest less.'],
  ROOT_FIELD_LIMIT: ['root fields', 'Name many payments in one payments(refs:), or send several requests.'],
  ALIAS_LIMIT: ['aliases', 'Name many payments in one payments(refs:), or send several requests.'],
  DIRECTIVE_LIMIT: ['directives', 'Leave some out.'],
} as const satisfies Partial<Record<ErrorCode, readonly [string, string]>>;

/** The codes of the limits a document can be over. */
export type LimitCode = keyof typeof EXCESSES;

/** The document has more of something than its caller may send. */
export function overLimit(code: LimitCode, limit: number, got?: number): GraphQLError {
  const [what, cure] = EXCESSES[code];
  const message = `Expected a document of at most ${limit} ${what}, got ${got ?? 'more'}. ${cure}`;
  return new GraphQLError(message, {
    extensions: { code, limit, ...(got === undefined ? {} : { got }), http: { status: 400 } },
  });
}

/** The document is nested too deeply to be read. */
export function nestingLimit(limit: number): GraphQLError {
  const message = `Expected a document nested at most ${limit} deep, got a deeper one. Nest less.`;
  return refusal(400, 'DEPTH_LIMIT', message);
}

/** There are as many subscriptions as there may be. */
export function subscriptionLimit(limit: number, whose: string): GraphQLError {
  const message = `Expected at most ${limit} subscriptions ${whose} at once, got one more. End one, or try again later.`;
  return refusal(429, 'SUBSCRIPTION_LIMIT', message, { 'retry-after': '5' });
}

function refusal(status: number, code: ErrorCode, message: string, headers: Record<string, string> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status, headers } } });
}

/** The codes of GraphQL errors that are no result of an inquiry. */
export const ERROR_CODES = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'UNKNOWN_DOCUMENT',
  'BAD_USER_INPUT',
  'COST_LIMIT',
  'DEPTH_LIMIT',
  'TOKEN_LIMIT',
  'BODY_LIMIT',
  'SUBSCRIPTION_LIMIT',
  'INTERNAL_SERVER_ERROR',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** The codes of GraphQL errors that are no result of an inquiry. An error whose code is not here is counted as `other`. */
export const ERROR_CODES = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'UNKNOWN_DOCUMENT',
  'BAD_USER_INPUT',
  'COST_LIMIT',
  'RATE_LIMITED',
  'DEPTH_LIMIT',
  'ALIAS_LIMIT',
  'ROOT_FIELD_LIMIT',
  'DIRECTIVE_LIMIT',
  'TOKEN_LIMIT',
  'DOCUMENT_LIMIT',
  'BODY_LIMIT',
  'SUBSCRIPTION_LIMIT',
  'INTERNAL_SERVER_ERROR',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

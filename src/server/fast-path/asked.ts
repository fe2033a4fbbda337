import type { GraphQLParams } from 'graphql-yoga';

/** What a request's body asks for; null when it is not made as most are, and yoga has to say what is wrong with it. */
export function paramsIn(text: string): GraphQLParams | null {
  let params: unknown;
  try {
    params = JSON.parse(text);
  } catch {
    return null;
  }
  return isParams(params) ? params : null;
}

function isParams(value: unknown): value is GraphQLParams {
  return isMap(value) && Object.entries(value).every(([name, given]) => given === null || isParam(name, given));
}

function isParam(name: string, given: unknown): boolean {
  switch (name) {
    case 'query':
    case 'operationName':
    case 'documentId':
      return typeof given === 'string';
    case 'variables':
    case 'extensions':
      return isMap(given);
    default:
      return false;
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import type { GraphQLParams } from 'graphql-yoga';

/** Whether a request's body asks for something the way most do; else yoga has to say what is wrong with it. */
export function isParams(value: unknown): value is GraphQLParams {
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

/** Whether a value has members by name. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

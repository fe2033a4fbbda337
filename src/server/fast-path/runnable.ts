import type { GraphQLParams } from 'graphql-yoga';
import type { ChosenDocument } from '../registered-documents.ts';
import type { PreparedOperation } from './prepared-operations.ts';

/** A document, and what it was asked with. */
export interface Asked {
  readonly params: GraphQLParams;
  readonly document: ChosenDocument;
}

/** The same as a query that may run for callers with certain rights. */
export interface Runnable extends Asked {
  readonly operation: PreparedOperation;
}

import type { GraphQLParams } from 'graphql-yoga';
import type { ChosenDocument } from '../registered-documents.ts';
import type { PreparedOperation } from './prepared-operations.ts';

/** A query that may run for callers with certain rights, and what it was asked with. */
export interface Runnable {
  readonly params: GraphQLParams;
  readonly document: ChosenDocument;
  readonly operation: PreparedOperation;
}

import type {
  FieldNode,
  GraphQLField,
  GraphQLObjectType,
  GraphQLResolveInfo,
  ValidatedExecutionArgs,
  VariableValues,
} from 'graphql';
import type { CollectedErrors, Path } from './collected-errors.ts';

/** The fields that run on values of one object type, in the order in which they are told. */
export type ObjectPlan = readonly FieldPlan[];

/** What is known of a field before it runs. */
export interface FieldPlan {
  /** As the answer calls it. */
  readonly name: string;
  /** The same as JSON, with the comma before it. */
  readonly key: string;
  /** What it always is, as JSON; undefined for what has to be resolved. */
  readonly constant: string | undefined;
  readonly nodes: readonly [FieldNode, ...FieldNode[]];
  readonly field: GraphQLField<unknown, unknown>;
  readonly parent: GraphQLObjectType;
  /** As the schema has it; one that declares no `info` is given none. */
  resolve(source: unknown, args: object, context: unknown, info?: GraphQLResolveInfo): unknown;
  readonly takesInfo: boolean;
  readonly isNonNull: boolean;
  /** Whether there is anything beneath that may fail by itself. */
  readonly isComposite: boolean;
  readonly write: Write;
}

/** A value as JSON; null for none. */
export type Written = string | null;
export type MaybeLater = Written | Promise<Written>;

/** Writes what a field's resolver has found. Throws, or rejects with, what is to be told of the field. */
export type Write = (value: unknown, plan: FieldPlan, run: Run, path: Path | undefined) => MaybeLater;

/** One run of an operation. */
export interface Run {
  readonly operation: Readonly<ValidatedExecutionArgs>;
  readonly context: unknown;
  readonly variableValues: VariableValues;
  readonly errors: CollectedErrors;
  /** Whether the answer is complete. */
  isOver: boolean;
}

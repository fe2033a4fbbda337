import { DIALECTS, type Dialect } from '../domain/dialect.ts';
import type { AskedReference } from '../domain/reference.ts';
import type { GraphContext } from './context.ts';
import { decodeNodeId } from './node-id.ts';
import { askedAgain } from './payment-view.ts';

/** One reference per dialect: those given, each once, or every dialect the caller has an account for. */
export function inDialects(
  merchantReference: string,
  dialects: readonly Dialect[] | null | undefined,
  { lookups }: Pick<GraphContext, 'lookups'>,
): AskedReference[] {
  const configured = new Set(lookups.accounts().map(({ dialect }) => dialect));
  const wanted = dialects?.length ? new Set(dialects) : DIALECTS.filter((dialect) => configured.has(dialect));
  return Array.from(wanted, (dialect) => ({ dialect, merchantReference }));
}

/** The references a root field with these arguments, already coerced, would look up. */
export function askedReferences(
  field: string,
  args: Readonly<Record<string, unknown>>,
  context: Pick<GraphContext, 'lookups' | 'limits'>,
): AskedReference[] {
  return asking[field]?.(args, context) ?? [];
}

const asking: Readonly<
  Record<
    string,
    (args: Readonly<Record<string, unknown>>, context: Pick<GraphContext, 'lookups' | 'limits'>) => AskedReference[]
  >
> = {
  payment: ({ ref }) => [ref].filter(isAskedReference),
  paymentUpdates: ({ ref }) => [ref].filter(isAskedReference),
  payments: ({ refs }, { limits }) =>
    // A longer list is refused as a whole.
    listOf(refs).length > limits.references ? [] : listOf(refs).filter(isAskedReference),
  paymentsByReference: ({ merchantReference, dialects }, context) =>
    typeof merchantReference === 'string'
      ? inDialects(merchantReference, listOf(dialects).filter(isDialect), context)
      : [],
  node: ({ id }) => [id].flatMap(ofNode),
  nodes: ({ ids }, { limits }) => (listOf(ids).length > limits.references ? [] : listOf(ids).flatMap(ofNode)),
};

function ofNode(id: unknown): AskedReference[] {
  const key = typeof id === 'string' ? decodeNodeId(id) : null;
  return key === null ? [] : [askedAgain(key.reference)];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isAskedReference(value: unknown): value is AskedReference {
  return typeof value === 'object' && value !== null && 'dialect' in value && isDialect(value.dialect);
}

function isDialect(value: unknown): value is Dialect {
  return DIALECTS.some((dialect) => dialect === value);
}

import {
  GraphQLError,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLLeafType,
  type GraphQLOutputType,
} from 'graphql';
import type { Path } from './collected-errors.ts';
import type { FieldPlan, MaybeLater, ObjectPlan, Write, Written } from './plan.ts';
import { allOf, failing, unheard, writeObject, writeOne } from './write-fields.ts';

/** What writes values of a type; with the plan for its objects, where it is one of objects. */
export function writerOf(type: GraphQLOutputType, plan: ObjectPlan): Write {
  if (isNonNullType(type)) return ofRequired(writerOf(type.ofType, plan));
  if (isListType(type)) return ofList(isNonNullType(type.ofType), writerOf(type.ofType, plan));
  if (isObjectType(type))
    return (value, _field, run, path) => (isNone(value) ? null : writeObject(plan, value, run, path));
  if (isLeafType(type)) return ofLeaf(type);
  throw new Error(`expected no abstract type, got ${type.name}`);
}

function ofRequired(write: Write): Write {
  return (value, plan, run, path) => {
    const written = write(value, plan, run, path);
    return written instanceof Promise ? written.then((later) => required(later, plan)) : required(written, plan);
  };
}

function required(written: Written, { parent, field }: FieldPlan): string {
  if (written === null) throw new Error(`Cannot return null for non-nullable field ${parent.name}.${field.name}.`);
  return written;
}

function ofLeaf(type: GraphQLLeafType): Write {
  return (value) => {
    if (isNone(value)) return null;
    const told = type.coerceOutputValue(value);
    if (told == null) throw new Error(`Expected a value of "${type.name}", got one that cannot be told as such.`);
    return typeof told === 'string' ? quoted(told) : JSON.stringify(told);
  };
}

function ofList(isNonNull: boolean, write: Write): Write {
  return (value, plan, run, path) => {
    if (isNone(value)) return null;
    if (!Array.isArray(value)) {
      const { parent, field } = plan;
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${parent.name}.${field.name}".`);
    }
    const item = { nodes: plan.nodes, isNonNull };
    const items: MaybeLater[] = [];
    try {
      for (const one of value) {
        items.push(writeItem(one, { prev: path, key: items.length, typename: undefined }));
      }
    } catch (error) {
      unheard(items);
      // Those that were not come to as well.
      unheard(value);
      throw error;
    }
    return areThere(items) ? bracketed(items) : allOf(items).then(bracketed);

    function writeItem(one: unknown, itemPath: Path): MaybeLater {
      try {
        const written = writeOne(one, write, plan, run, itemPath);
        return written instanceof Promise ? failing(written, item, run, itemPath) : written;
      } catch (error) {
        return run.errors.fail(error, item, itemPath);
      }
    }
  };
}

function isNone(value: unknown): value is null | undefined {
  // Resolvers may give errors in place of throwing them.
  if (value instanceof Error) throw value;
  return value === null || value === undefined;
}

function areThere(items: readonly MaybeLater[]): items is readonly Written[] {
  return !items.some((one) => one instanceof Promise);
}

function bracketed(items: readonly Written[]): string {
  return `[${items.map((item) => item ?? 'null').join(',')}]`;
}

// Of characters that JSON escapes, or may, most texts have none.
const PLAIN = /^[ !#-[\]-~]*$/;

function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

import { z } from 'zod';
import { didYouMean } from './did-you-mean.ts';
import { pathText, type Fault, type Path } from './faults.ts';
import { kindOf, wordOf } from './got.ts';

/** Reads a value by its schema; what is wrong with it is added to the faults, and the value is undefined. */
export function readBy<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  path: Path,
  faults: Fault[],
): z.output<Schema> | undefined {
  // Each schema reads one value: compiling a reader for it takes longer than reading without.
  const parsed = schema.safeParse(value, { error: wording, reportInput: true, jitless: true });
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) faults.push(...faultsOf(issue, path));
  return undefined;
}

// An object's known keys are only known here, and its unknown ones become a fault each: the text in between is a list.
function wording(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'unrecognized_keys':
      return knownKeys(issue.inst).join(' ');
    case 'invalid_type':
      return `expected ${NOUNS[issue.expected] ?? issue.expected}${got(issue.input)}${remedy(issue.expected, issue.input)}`;
    case 'invalid_value':
      return `expected ${oneOf(issue.values)}, got ${wordOf(issue.input)}${suggestion(issue.input, issue.values)}`;
    case 'too_small':
      return `expected ${extent('at least', issue.minimum, issue.origin, issue.inclusive)}${got(issue.input)}`;
    case 'too_big':
      return `expected ${extent('at most', issue.maximum, issue.origin, issue.inclusive)}${got(issue.input)}`;
    default:
      return undefined;
  }
}

function knownKeys(schema: unknown): readonly string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  return schema instanceof z.ZodRecord && schema.keyType instanceof z.ZodEnum ? schema.keyType.options.map(String) : [];
}

function faultsOf(issue: z.core.$ZodIssue, base: Path): Fault[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message.split(' ').filter((key) => key !== '');
    return issue.keys.map((key) => ({
      path: pathText([...path, key]),
      message: `expected only known keys, got one that is not; ${didYouMean(key, known)}`,
    }));
  }
  const message = /, got /.test(issue.message) ? issue.message : `${issue.message}${got(issue.input)}`;
  return [{ path: pathText(path), message }];
}

const NOUNS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};

function got(input: unknown): string {
  return `, got ${kindOf(input)}`;
}

function remedy(expected: string, input: unknown): string {
  if (input === undefined || input === null) return '; add it';
  if (expected === 'string' && (typeof input === 'number' || typeof input === 'boolean')) return '; put it in quotes';
  if (expected === 'array' && typeof input !== 'object') return '; write [ ] around it';
  return '';
}

function oneOf(values: readonly unknown[]): string {
  return values.length === 1 ? String(values[0]) : `one of ${values.join(', ')}`;
}

function suggestion(input: unknown, values: readonly unknown[]): string {
  if (typeof input !== 'string') return '';
  const advice = didYouMean(input, values.map(String));
  return advice.startsWith('did') ? `; ${advice}` : '';
}

function extent(bound: string, size: number | bigint, origin: string, inclusive = true): string {
  const limit = inclusive ? `${bound} ${size}` : bound === 'at least' ? `more than ${size}` : `less than ${size}`;
  if (origin === 'string') return `${limit} characters`;
  if (origin === 'array') return `${limit} ${size === 1 ? 'item' : 'items'}`;
  return `a number of ${limit}`;
}

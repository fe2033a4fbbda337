import { getArgumentValues } from 'graphql';
import type { Path } from './collected-errors.ts';
import type { FieldPlan, MaybeLater, ObjectPlan, Run, Write, Written } from './plan.ts';
import { resolveInfo } from './resolve-info.ts';

/** An object with the fields of the plan. Throws what makes it null as a whole. */
export function writeObject(
  plan: ObjectPlan,
  source: unknown,
  run: Run,
  path: Path | undefined,
): string | Promise<string> {
  let text = '';
  let at = 0;
  for (const field of plan) {
    const written = writeField(field, source, run, path);
    if (written instanceof Promise) return writeRest(text, written, plan.slice(at), source, run, path);
    text += field.key + (written ?? 'null');
    at += 1;
  }
  return braced(text);
}

/** The first of these fields has to be waited for; the others run meanwhile. */
function writeRest(
  before: string,
  first: Promise<Written>,
  plan: ObjectPlan,
  source: unknown,
  run: Run,
  path: Path | undefined,
): Promise<string> {
  const written: MaybeLater[] = [first];
  try {
    for (const field of plan.slice(1)) written.push(writeField(field, source, run, path));
  } catch (error) {
    unheard(written);
    throw error;
  }
  const whole = (values: readonly Written[]) =>
    braced(plan.reduce((text, { key }, at) => text + key + (values[at] ?? 'null'), before));
  return written.length === 1 ? first.then((value) => whole([value])) : allOf(written).then(whole);
}

function writeField(plan: FieldPlan, source: unknown, run: Run, parent: Path | undefined): MaybeLater {
  if (plan.constant !== undefined) return plan.constant;
  // Of what nothing is beneath, only where it fails.
  const path = plan.isComposite || plan.takesInfo ? pathTo(plan, parent) : undefined;
  try {
    const value = resolved(plan, source, run, path);
    const written = writeOne(value, plan.write, plan, run, path);
    return written instanceof Promise ? failing(written, plan, run, path ?? pathTo(plan, parent)) : written;
  } catch (error) {
    return run.errors.fail(error, plan, path ?? pathTo(plan, parent));
  }
}

function resolved(plan: FieldPlan, source: unknown, run: Run, path: Path | undefined): unknown {
  const { field, nodes, takesInfo } = plan;
  const { hideSuggestions } = run.operation;
  const args =
    field.args.length === 0 ? {} : getArgumentValues(field, nodes[0], run.variableValues, undefined, hideSuggestions);
  const info = takesInfo && path !== undefined ? resolveInfo(plan, run, path) : undefined;
  return plan.resolve(source, args, run.context, info);
}

/** What is found, or promised. */
export function writeOne(value: unknown, write: Write, plan: FieldPlan, run: Run, path: Path | undefined): MaybeLater {
  return isPromiseLike(value) ? writeLater(value, write, plan, run, path) : write(value, plan, run, path);
}

/** What is promised, unless the answer is complete without it by then: nothing more is begun for it. */
async function writeLater(
  promised: PromiseLike<unknown>,
  write: Write,
  plan: FieldPlan,
  run: Run,
  path: Path | undefined,
): Promise<Written> {
  const value = await promised;
  if (run.isOver) throw ANSWERED;
  return write(value, plan, run, path);
}

// Told nobody.
const ANSWERED = new Error('the answer is complete');

/** What becomes null, or lets its parent, where it fails. */
export async function failing(
  written: Promise<Written>,
  plan: Pick<FieldPlan, 'nodes' | 'isNonNull'>,
  run: Run,
  path: Path,
): Promise<Written> {
  try {
    return await written;
  } catch (error) {
    return run.errors.fail(error, plan, path);
  }
}

/** All of them, when the last one is there; or what the first that fails fails with. */
export async function allOf(begun: readonly MaybeLater[]): Promise<Written[]> {
  const written = begun.map((one) => (one instanceof Promise ? null : one));
  const set = (at: number, later: Written) => {
    written[at] = later;
  };
  await Promise.all(begun.flatMap((one, at) => (one instanceof Promise ? [one.then((later) => set(at, later))] : [])));
  return written;
}

/** Nobody is left to be told how these end. */
export function unheard(begun: readonly unknown[]): void {
  for (const one of begun) if (isPromiseLike(one)) one.then(undefined, () => undefined);
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function pathTo({ name, parent }: FieldPlan, prev: Path | undefined): Path {
  return { prev, key: name, typename: parent.name };
}

/** Each field is written with a comma before it. */
function braced(fields: string): string {
  return `{${fields.slice(1)}}`;
}

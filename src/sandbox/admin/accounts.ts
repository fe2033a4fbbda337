import { z } from 'zod';

import { SharedPortError } from '../listeners.ts';
import { expected } from '../reading-rules.ts';
import { jsonIn, unusable } from './reply.ts';
import type { AdminMeans, Reply, Visit } from './reply.ts';

const EXPECTED = expected('{"listening": false} or {"listening": true}');
const wish = z.strictObject({ listening: z.boolean(EXPECTED) }, EXPECTED);

/** The accounts served, where, and whether anybody gets through to them. */
export function listAccounts(_: Visit, { accounts, listeners }: AdminMeans): Reply {
  const shown = accounts.map(({ id, dialect }) => {
    const { origin, isListening } = listeners().of(id);
    return { id, dialect, origin, listening: isListening() };
  });
  return { status: 200, body: { accounts: shown } };
}

/** Closes an account's port, or opens it again. */
export async function switchAccount(visit: Visit, means: AdminMeans, id: string): Promise<Reply> {
  const { accounts, listeners } = means;
  if (!accounts.some((account) => account.id === id)) {
    const message = `expected one of ${accounts.map((account) => account.id).join(', ')}, got another account`;
    return { status: 404, body: { errors: [{ message }] } };
  }
  const read = jsonIn(visit);
  if ('status' in read) return read;
  const asked = wish.safeParse(read.json);
  if (!asked.success)
    return unusable(asked.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })));
  try {
    for (const listening of listeners().chosen(id)) await (asked.data.listening ? listening.again() : listening.stop());
  } catch (error) {
    if (error instanceof SharedPortError) return { status: 409, body: { errors: [{ message: error.message }] } };
    throw error;
  }
  return listAccounts(visit, means);
}

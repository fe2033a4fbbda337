import { z } from 'zod';

import { SANDBOX_DIALECTS } from '../accounts.ts';
import { expected, got } from '../reading-rules.ts';
import type { SandboxRequest } from '../requests.ts';
import { unusable } from './reply.ts';
import type { AdminMeans, Reply, Visit } from './reply.ts';

const LIMIT = 'a whole number from 0 to 1000';

/** How much arrived, and the latest of it. */
export function listRequests({ query }: Visit, { requests, accounts }: AdminMeans): Reply {
  const ids = accounts.map(({ id }) => id);
  const parameters = z.strictObject(
    {
      account: z.enum(ids, expected(`one of ${ids.join(', ')}`)).optional(),
      limit: z
        .string()
        .regex(/^(\d{1,3}|1000)$/, expected(LIMIT))
        .transform(Number)
        .default(100),
    },
    onlyThese(['account', 'limit']),
  );
  const asked = parameters.safeParse(Object.fromEntries(query));
  if (!asked.success) return unusable(faultsOf(asked.error));
  const { account, limit } = asked.data;
  const fitting = requests.recent().filter((request) => account === undefined || request.account === account);
  const latest = limit === 0 ? [] : fitting.slice(-limit);
  return { status: 200, body: { counts: requests.countByAccount(), latest: latest.map(shown) } };
}

/** What is true of every payment of a dialect, or of one by either of its identifiers. */
export function listPayments({ query }: Visit, { payments, truth }: AdminMeans): Reply {
  const parameters = z.strictObject(
    { dialect: z.enum(SANDBOX_DIALECTS, expected(`one of ${SANDBOX_DIALECTS.join(', ')}`)), id: z.string().optional() },
    onlyThese(['dialect', 'id']),
  );
  const asked = parameters.safeParse(Object.fromEntries(query));
  if (!asked.success) return unusable(faultsOf(asked.error));
  const { dialect, id } = asked.data;
  if (id === undefined) {
    const known = payments(dialect).map(({ paymentId, merchantReference, about }) => {
      return { paymentId, merchantReference, about, ...truth(dialect, 'merchantReference', merchantReference) };
    });
    return { status: 200, body: { payments: known } };
  }
  const answers = [truth(dialect, 'merchantReference', id), truth(dialect, 'paymentId', id)];
  const [found] = [...answers.filter((answer) => 'facts' in answer), ...answers];
  return { status: 200, body: { id, ...found } };
}

function onlyThese(names: readonly string[]) {
  return {
    error: ({ code, keys = [] }: { readonly code?: string; readonly keys?: readonly string[] }) =>
      code === 'unrecognized_keys'
        ? `expected only ${names.join(', ')}, got ${keys.map(got).join(', ')} as well; remove it`
        : undefined,
  };
}

function faultsOf({ issues }: z.ZodError): { readonly path: string; readonly message: string }[] {
  return issues.map(({ path, message }) => ({ path: path.join('.'), message }));
}

// Headers and bodies carry signatures and are left out; the inquiry says what was asked.
function shown({ account, dialect, at, inquiry, refusedWith, answer }: SandboxRequest): object {
  return {
    at: new Date(at).toISOString(),
    account,
    dialect,
    ...(inquiry === undefined ? {} : { asked: inquiry }),
    ...(refusedWith === undefined ? {} : { refusedWith }),
    ...(answer === undefined ? {} : { code: answer.code, faults: answer.faults, rules: answer.rules }),
  };
}

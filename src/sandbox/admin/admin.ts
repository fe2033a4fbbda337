import type { Answer } from '../upstream.ts';
import { listAccounts, switchAccount } from './accounts.ts';
import { addRules, listFaults, removeRule, removeRules } from './faults.ts';
import type { AdminMeans, Reply, Visit } from './reply.ts';
import { listPayments, listRequests } from './traffic.ts';
import { refusalFor } from './visitor.ts';

/** Answers the requests under `/admin`, all of them in JSON. */
export type Admin = (visit: Visit) => Promise<Answer>;

/** Where to look at the sandbox, and where to change what it does, while it runs. */
export function createAdmin(means: AdminMeans): Admin {
  return async (visit) => {
    const { status, body, allow } = await reply(visit, means);
    return {
      status,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        ...(allow === undefined ? {} : { allow }),
      },
      body: `${JSON.stringify(body, undefined, 2)}\n`,
    };
  };
}

type Handle = (visit: Visit, means: AdminMeans, part: string) => Reply | Promise<Reply>;

const ROUTES: readonly { readonly path: RegExp; readonly methods: Readonly<Record<string, Handle>> }[] = [
  { path: /^\/admin\/?$/, methods: { GET: () => ({ status: 200, body: INDEX }) } },
  { path: /^\/admin\/faults$/, methods: { GET: listFaults, POST: addRules, DELETE: removeRules } },
  { path: /^\/admin\/faults\/([^/]+)$/, methods: { DELETE: removeRule } },
  { path: /^\/admin\/requests$/, methods: { GET: listRequests } },
  { path: /^\/admin\/payments$/, methods: { GET: listPayments } },
  { path: /^\/admin\/accounts$/, methods: { GET: listAccounts } },
  { path: /^\/admin\/accounts\/([^/]+)$/, methods: { POST: switchAccount } },
  { path: /^\/admin\/reset$/, methods: { POST: reset } },
];

const INDEX = {
  'GET /admin/faults': 'every fault there is, and the rules in force',
  'POST /admin/faults': 'adds a rule, or a list of rules',
  'DELETE /admin/faults': 'takes all rules out of force',
  'DELETE /admin/faults/<rule>': 'takes one rule out of force',
  'GET /admin/requests': 'what arrived; ?account= ?limit=',
  'GET /admin/payments?dialect=': 'what is true of every payment; &id= of one',
  'GET /admin/accounts': 'every account, its address, and whether it listens',
  'POST /admin/accounts/<id>': 'closes the port of an account, {"listening": false}, or opens it again',
  'POST /admin/reset': 'everything as it was at the start, without rules',
};

function reply(visit: Visit, means: AdminMeans): Reply | Promise<Reply> {
  const refused = refusalFor(visit);
  if (refused !== undefined) return { status: refused.status, body: { errors: [{ message: refused.message }] } };
  for (const { path, methods } of ROUTES) {
    const match = path.exec(visit.path);
    if (match === null) continue;
    const handle = Object.hasOwn(methods, visit.method) ? methods[visit.method] : undefined;
    if (handle !== undefined) return handle(visit, means, match[1] ?? '');
    const allow = Object.keys(methods).join(', ');
    return { status: 405, allow, body: { errors: [{ message: `expected ${allow}, got ${visit.method}` }] } };
  }
  return { status: 404, body: { errors: [{ message: 'nothing is here; GET /admin lists what is where' }] } };
}

async function reset(_: Visit, { reset: resetAll, listeners }: AdminMeans): Promise<Reply> {
  resetAll();
  await listeners().allAgain();
  return { status: 200, body: { rules: [] } };
}

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PERMISSIONS } from '../../src/graphql/context.ts';
import { entrances, paths, registered, rootsOfPayments, type Path, type Place } from './permission-matrix/paths.ts';
import { everythingPersonal, personalFields, personalIn, tellingTexts } from './permission-matrix/personal.ts';
import { allSets, edgeSets, identityProvider, nameOf, type Role } from './permission-matrix/roles.ts';
import { as, WorldOfCallers, type Heard } from './world-of-callers.ts';

// Every caller there can be, on every way to a payment, at accounts they may use, may not use, and that do not exist:
// judged by what the README promises, and by a second gateway in which what they may not use is not configured at all.

const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
const PERSONAL = personalFields(schema);
const PATHS = paths(schema);
const DOCUMENT = registered(schema);
const DOCUMENT_ID = `sha256:${createHash('sha256').update(DOCUMENT).digest('hex')}`;

const ALLOWED = ['mainland', 'antom-sg'];
// Of the same length, as answers are compared.
const HIDDEN = { trade: 'hidden-t', inquiry: 'hidden-i' };
const ABSENT = { trade: 'absent-t', inquiry: 'absent-i' };

let provider: Awaited<ReturnType<typeof identityProvider>>;
let world: WorldOfCallers;
/** The same without the hidden accounts, and so without the only one of `PAY_QUERY`. */
let lesser: WorldOfCallers;
let places: Record<'allowed' | 'hidden' | 'absent', Place>;
let roles: Role[];
/** What each path answers to whoever may do everything. */
const truth = new Map<string, Map<string, unknown>>();
let secrets: string[];

beforeAll(async () => {
  provider = await identityProvider();
  const callers = Object.fromEntries(
    allSets().map((permissions) => [nameOf(permissions), { permissions, accounts: ALLOWED }]),
  );
  const wanted = {
    callers: { ...callers, owner: { permissions: PERMISSIONS } },
    access: { anonymous: { permissions: ['payments', 'live'], accounts: ALLOWED }, jwt: provider.jwt },
    more: {
      cache: { succeededMs: 3_000_000, endedMs: 3_000_000, pendingMs: 3_000_000 },
      documents: { manifests: ['./manifest.json'] },
      limits: { aliases: 50 },
    },
    files: { 'manifest.json': JSON.stringify({ [DOCUMENT_ID]: DOCUMENT }) },
  };
  const accounts = [
    { id: HIDDEN.trade, dialect: 'TRADE_QUERY' as const },
    { id: HIDDEN.inquiry, dialect: 'INQUIRY_PAYMENT' as const },
  ];
  world = await WorldOfCallers.start({ ...wanted, sandbox: { accounts } });
  lesser = await WorldOfCallers.start({ ...wanted, beside: world, hasAccount: (id) => ALLOWED.includes(id) });
  const nodesAt = async (trade: string, inquiry: string) => {
    const query = `{ t: payment(ref: { dialect: TRADE_QUERY, merchantReference: "everything", account: "${trade}" }) { payment { id } }
      i: payment(ref: { dialect: INQUIRY_PAYMENT, merchantReference: "everything", account: "${inquiry}" }) { payment { id transactions { nodes { id } } } } }`;
    const { data } = JSON.parse((await world.ask(query, {}, as('owner'))).body);
    const { id, transactions } = data.i.payment;
    return {
      trade: data.t.payment.id as string,
      inquiry: id as string,
      transaction: transactions.nodes[1].id as string,
    };
  };
  const [allowed, hidden] = [await nodesAt('mainland', 'antom-sg'), await nodesAt(HIDDEN.trade, HIDDEN.inquiry)];
  const moved = (id: string) =>
    Buffer.from(Buffer.from(id, 'base64url').toString().replace('"hidden-', '"absent-')).toString('base64url');
  const absent = { trade: moved(hidden.trade), inquiry: moved(hidden.inquiry), transaction: moved(hidden.transaction) };
  const place = (at: { trade: string; inquiry: string }, nodes: Place['nodes'], dialects: string): Place => ({
    trade: `{ dialect: TRADE_QUERY, merchantReference: "everything", account: "${at.trade}" }`,
    inquiry: `{ dialect: INQUIRY_PAYMENT, merchantReference: "everything", account: "${at.inquiry}" }`,
    dialects,
    nodes,
  });
  places = {
    allowed: place({ trade: 'mainland', inquiry: 'antom-sg' }, allowed, 'TRADE_QUERY, INQUIRY_PAYMENT'),
    hidden: place(HIDDEN, hidden, 'PAY_QUERY'),
    absent: place(ABSENT, absent, 'PAY_QUERY'),
  };
  roles = [
    ...allSets().map((permissions): Role => ({
      kind: 'api-key',
      permissions: new Set(permissions),
      headers: as(nameOf(permissions)),
    })),
    ...(await Promise.all(
      edgeSets().map(async (permissions): Promise<Role> => {
        const token = await provider.sign({ client_id: 'app', permissions, accounts: ALLOWED });
        return { kind: 'jwt', permissions: new Set(permissions), headers: { authorization: `Bearer ${token}` } };
      }),
    )),
    { kind: 'anonymous', permissions: new Set(['payments', 'live']), headers: {} },
  ];
  for (const path of PATHS) {
    const { data, errors, extensions } = bodyOf(await ask(world, path, 'allowed', as(nameOf(PERMISSIONS))));
    expect([path.what, errors, extensions.gateway.redacted]).toEqual([path.what, undefined, 0]);
    truth.set(path.what, new Map(personalIn(data).map(([where, , value]) => [where, value])));
  }
  // Of what is raw, most is no secret.
  const held = [...truth.values()].flatMap((known) => [...known]).filter(([where]) => !where.endsWith('_raw'));
  secrets = [...new Set(held.flatMap(([, value]) => tellingTexts(value)))];
  world.sandbox.requests.reset();
});

afterAll(async () => {
  await lesser.close();
  expect(await world.close()).toBe(0);
  await provider.close();
});

function ask(
  at: WorldOfCallers,
  path: Path,
  where: keyof typeof places,
  headers: Readonly<Record<string, string>>,
): Promise<Heard> {
  const accept = path.root.startsWith('Subscription') ? { accept: 'text/event-stream' } : {};
  const place = places[where];
  if (path.isRegistered === true)
    return at.askRegistered(DOCUMENT_ID, { t: asJson(place.trade), i: asJson(place.inquiry) }, headers);
  return at.ask(path.document(place), {}, { ...headers, ...accept });
}

/** A reference as JSON. */
function asJson(reference: string): unknown {
  return JSON.parse(reference.replaceAll(/(\w+):/g, '"$1":').replace(/: ([A-Z_]+)/, ': "$1"'));
}

/** The answer, or the first event of a stream. */
function bodyOf({ body }: Heard) {
  const text = /^data: (\{.*)$/m.exec(body)?.[1] ?? body;
  return JSON.parse(text) as {
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- compared, not computed with
    readonly data?: any;
    readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
    readonly extensions: { readonly gateway: any };
  };
}

/** All that is sent, but for what is each request's own. */
function comparable({ status, headers, body }: Heard): string {
  const { 'x-request-id': id, ...others } = headers;
  return JSON.stringify([status, { ...others, date: '' }, body.replaceAll(String(id), 'ID')]);
}

async function forEachRole<Found>(some: readonly Role[], look: (role: Role) => Promise<Found[]>): Promise<Found[]> {
  const left = [...some];
  const found: Found[] = [];
  const work = async () => {
    for (let role = left.shift(); role !== undefined; role = left.shift()) found.push(...(await look(role)));
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return found;
}

const table: string[] = [];
const mayAsk = ({ needs }: Path, { permissions }: Role) => needs.every((permission) => permissions.has(permission));

describe('the ways to a payment', () => {
  test('are all that the schema has', () => {
    expect(rootsOfPayments(schema).toSorted()).toEqual([...new Set(PATHS.map(({ root }) => root))].toSorted());
    // A field that leads into a payment from elsewhere needs a row of its own above.
    expect(entrances(schema)).toEqual([
      'Query.node',
      'Query.nodes',
      'PaymentLookup.payment',
      'TransactionConnection.nodes',
      'TransactionEdge.node',
    ]);
  });

  test('show every field that is marked personal, with something in it', () => {
    const selected = everythingPersonal(schema.getType('PaymentLookup')!);
    expect(PERSONAL.length).toBeGreaterThanOrEqual(10);
    for (const { alias } of PERSONAL) expect(selected).toContain(`${alias}: `);
    const shown = [...truth.values()].flatMap((known) =>
      [...known].filter(([, value]) => value !== null).map(([where]) => where),
    );
    for (const { alias } of PERSONAL)
      expect(
        shown.some((where) => where.endsWith(`.${alias}`)),
        alias,
      ).toBe(true);
    expect(secrets.length).toBeGreaterThan(5);
  });
});

describe.each(PATHS)('by $what', (path) => {
  test('each caller gets what it may, and nobody anything else', { timeout: 120_000 }, async () => {
    const known = truth.get(path.what)!;
    const counts = { refused: 0, answered: 0, shown: 0, masked: 0 };
    const leaks = await forEachRole(roles, async (role) => {
      const heard = await ask(world, path, 'allowed', role.headers);
      const { data, errors, extensions } = bodyOf(heard);
      const { redacted, upstream } = extensions.gateway;
      const found = personalIn(data);
      const wrong: string[] = [];
      if (upstream.calls !== 0) wrong.push('it asked upstream for what was known');
      if ('explain' in extensions.gateway !== role.permissions.has('explain')) wrong.push('explain');
      if (!role.permissions.has('pii') && secrets.some((secret) => heard.body.includes(secret))) wrong.push('a secret');
      if (!mayAsk(path, role)) {
        counts.refused += 1;
        if (errors?.some(({ extensions: { code } }) => code === 'FORBIDDEN') !== true) wrong.push('it was not refused');
        if (found.length > 0 || redacted !== 0 || /"(?:dialect|amount|__typename)":/.test(JSON.stringify(data ?? null)))
          wrong.push('it was told something');
      } else {
        counts.answered += 1;
        if (errors !== undefined) wrong.push('it was refused');
        if (found.map(([where]) => where).join() !== [...known.keys()].join()) wrong.push('other fields');
        let masked = 0;
        for (const [where, alias, value] of found) {
          const { permissions } = PERSONAL.find((field) => field.alias === alias)!;
          const mayRead = permissions.every((permission) => role.permissions.has(permission));
          if (!mayRead) masked += 1;
          if (JSON.stringify(value) !== JSON.stringify(mayRead ? known.get(where) : null))
            wrong.push(`${where} is ${String(value)}`);
        }
        if (redacted !== masked) wrong.push(`${String(redacted)} counted, ${masked} masked`);
        counts.masked += masked;
        counts.shown += found.length - masked;
      }
      return wrong.map((what) => `${role.kind} ${[...role.permissions].join()}: ${what}`);
    });
    table.push(
      `| ${path.what} | ${path.needs.join(', ')} | ${roles.length} | ${counts.answered} | ${counts.refused} | ${counts.shown} | ${counts.masked} | ${leaks.length} |`,
    );
    expect(leaks).toEqual([]);
    expect(counts.answered).toBe(roles.filter((role) => mayAsk(path, role)).length);
  });

  test('an account that is not allowed looks as if there were none', { timeout: 120_000 }, async () => {
    const differences = await forEachRole(roles, async (role) => {
      const [hidden, gone] = [
        await ask(world, path, 'hidden', role.headers),
        await ask(lesser, path, 'hidden', role.headers),
      ];
      return comparable(hidden) === comparable(gone)
        ? []
        : [[role.kind, [...role.permissions], hidden.body, gone.body]];
    });
    expect(differences.slice(0, 3)).toEqual([]);
    // And as one of another name that nobody has.
    const few = roles.filter(({ permissions }) => permissions.size > PERMISSIONS.length - 2);
    const named = await forEachRole(few, async (role) => {
      const [hidden, absent] = [
        await ask(world, path, 'hidden', role.headers),
        await ask(world, path, 'absent', role.headers),
      ];
      return comparable(hidden) === comparable(absent) ? [] : [[hidden.body, absent.body]];
    });
    expect(named).toEqual([]);
  });
});

describe('beside the payments', () => {
  test('the schema is shown with its permission alone, and accounts to whoever may use them', async () => {
    const wrong = await forEachRole(roles, async (role) => {
      const heard = [
        await world.ask('{ __schema { types { name } } }', {}, role.headers),
        await world.ask('{ accounts { id } }', {}, role.headers),
      ];
      const [schemaTold, accounts] = heard.map(bodyOf);
      const isShown = schemaTold?.data?.__schema !== undefined;
      const ids = (accounts?.data?.accounts ?? []).map(({ id }: { id: string }) => id).toSorted();
      const expected = role.permissions.size > 0 ? ALLOWED.toSorted() : [];
      return isShown === role.permissions.has('introspection') && ids.join() === expected.join()
        ? []
        : [[role.kind, [...role.permissions], ids]];
    });
    expect(wrong).toEqual([]);
  });

  test('`export` opens nothing', async () => {
    // What `explain` tells takes a time of its own.
    const others = PERMISSIONS.filter((permission) => permission !== 'export' && permission !== 'explain');
    const [withIt, without] = [[...others, 'export'], others].map((set) => as(nameOf(set)));
    for (const path of PATHS) {
      expect(comparable(await ask(world, path, 'allowed', withIt!))).toBe(
        comparable(await ask(world, path, 'allowed', without!)),
      );
    }
  });

  test('nobody’s question reached an upstream: masked and unmasked callers share what is known', () => {
    expect(world.sandbox.requests.countByAccount()).toEqual({});
  });

  test('what a masked caller made known is shown to one who may see it, without another call', async () => {
    const query = `{ payment(ref: { dialect: TRADE_QUERY, merchantReference: "20150320010101001", account: "mainland" }) { ${everythingPersonal(schema.getType('PaymentLookup')!)} } }`;
    const masked = bodyOf(await world.ask(query, {}, as(nameOf(['payments']))));
    const shown = bodyOf(await world.ask(query, {}, as(nameOf(['payments', 'pii', 'raw']))));
    expect([masked.extensions.gateway.upstream.calls, shown.extensions.gateway.upstream.calls]).toEqual([1, 0]);
    expect(personalIn(masked.data).every(([, , value]) => value === null)).toBe(true);
    expect(personalIn(shown.data).filter(([, , value]) => value !== null).length).toBeGreaterThan(5);
    expect(world.sandbox.requests.count()).toBe(1);
  });

  test('the matrix is this', () => {
    const head = [
      '| way | needs | callers | answered | refused | personal fields shown | masked | leaks |',
      '|---|---|---|---|---|---|---|---|',
    ];
    expect(table).toHaveLength(PATHS.length);
    process.stdout.write(`\n${[...head, ...table].join('\n')}\n\n`);
  });
});

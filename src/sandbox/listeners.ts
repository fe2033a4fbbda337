import { LIVE_INQUIRY_PATH, PATHS } from './accounts.ts';
import type { SandboxDialect } from './accounts.ts';
import type { Admin } from './admin/admin.ts';
import type { Delay } from './delivering.ts';
import { listen } from './http.ts';
import type { Listening } from './http.ts';
import type { Served } from './serving.ts';
import type { Upstream } from './upstream.ts';

/** Where to listen, and with how many ports. */
export interface Places {
  readonly host: string;
  readonly port: number;
  /** Whether the first account of each dialect has a port of its own, too. All others have one. */
  readonly ownPorts: boolean;
}

/** The servers of a sandbox: one for the admin endpoint and whoever shares it, and those of accounts of their own. */
export class Listeners {
  readonly shared: Listening;
  readonly #own: ReadonlyMap<string, Listening>;

  private constructor(shared: Listening, own: ReadonlyMap<string, Listening>) {
    this.shared = shared;
    this.#own = own;
  }

  static async open(accounts: readonly Served[], admin: Admin, places: Places, delay: Delay): Promise<Listeners> {
    const { host, port, ownPorts } = places;
    const isFirst = ({ index }: Served): boolean => index === 0;
    const shared = await listen(host, port, { admin, upstreamAt: byPath(accounts.filter(isFirst)), delay });
    const own = new Map<string, Listening>();
    for (const account of accounts) {
      if (!ownPorts && isFirst(account)) continue;
      own.set(account.id, await listen(host, 0, { upstreamAt: byPath([account]), delay }));
    }
    return new Listeners(shared, own);
  }

  /** The server an account's caller is told of. */
  of(account: string): Listening {
    return this.#own.get(account) ?? this.shared;
  }

  /** The server of one account, or all of them. Throws for an account that shares its port. */
  chosen(account: string | undefined): readonly Listening[] {
    if (account === undefined) return [this.shared, ...this.#own.values()];
    const own = this.#own.get(account);
    if (own === undefined) throw new SharedPortError(account);
    return [own];
  }

  /** Lets every account be reached again. */
  async allAgain(): Promise<void> {
    await Promise.all(this.chosen(undefined).map((listening) => listening.again()));
  }

  async close(): Promise<void> {
    await Promise.all(this.chosen(undefined).map((listening) => listening.close()));
  }
}

/** An account cannot be out of reach on its own because others share its port. */
export class SharedPortError extends Error {
  override readonly name = 'SharedPortError';

  constructor(account: string) {
    super(
      `expected an account with a port of its own, got ${account}, which shares one; start the sandbox with ownPorts`,
    );
  }
}

function byPath(accounts: readonly Served[]): (path: string) => Upstream | undefined {
  const paths = (dialect: SandboxDialect): string[] =>
    dialect === 'INQUIRY_PAYMENT' ? [PATHS[dialect], LIVE_INQUIRY_PATH] : [PATHS[dialect]];
  const upstreams = new Map(
    accounts.flatMap(({ dialect, answer }) => paths(dialect).map((path): [string, Upstream] => [path, answer])),
  );
  return (path) => upstreams.get(path);
}

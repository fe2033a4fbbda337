/** One thing wrong with a configuration: where, and what was expected, what was got, what to do. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

/** Keys and positions from the top of the configuration to a value. */
export type Path = readonly PropertyKey[];

/** The configuration cannot be used. It lists every fault there is, none of which quotes a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly Fault[];

  constructor(source: string, faults: readonly Fault[]) {
    const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`;
    const lines = faults.map(({ path, message }) => `  ${path === '' ? '' : `${path}: `}${message}`);
    super(`${source} has ${count}:\n${lines.join('\n')}`);
    this.faults = faults;
  }
}

/** A path as people write it: `accounts[1].keyVersion`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? keyText(part) : `${text}.${keyText(part)}`;
  }, '');
}

// A key that does not look like one may be a secret in the wrong place.
function keyText(part: PropertyKey): string {
  const key = String(part);
  return /^[\w-]{1,40}$/.test(key) ? key : `(a key of ${key.length} characters)`;
}

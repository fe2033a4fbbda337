import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const read = (name: string) => readFileSync(join(root, name), 'utf8');

type Versions = Record<string, string>;

interface Manifest {
  readonly license: string;
  readonly scripts: Versions;
  readonly dependencies: Versions;
  readonly devDependencies: Versions;
  readonly optionalDependencies: Versions;
  readonly overrides: Versions;
}

interface Entry {
  readonly version?: string;
  readonly integrity?: string;
  readonly license?: string | readonly string[];
  readonly resolved?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
}

const manifest = JSON.parse(read('package.json')) as Manifest;
const lock = JSON.parse(read('package-lock.json')) as { lockfileVersion: number; packages: Record<string, Entry> };
const { '': rootEntry, ...packages } = lock.packages;

/** Every package of the lockfile; one that is installed in two places is here twice. */
const entries = Object.entries(packages).map(([path, entry]) => ({
  ...entry,
  name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
  isProduction: entry.dev !== true && entry.devOptional !== true,
}));
const names = (found: readonly { name: string; version?: string }[]) =>
  found.map(({ name, version }) => `${name}@${version ?? ''}`);

describe('every package', () => {
  it('is asked for in one exact version', () => {
    const { dependencies, devDependencies, optionalDependencies, overrides } = manifest;
    const wanted = [dependencies, devDependencies, optionalDependencies, overrides].flatMap(Object.entries<string>);
    expect(wanted.length).toBeGreaterThan(25);
    expect(wanted.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('is in the lockfile, which says what the manifest says', () => {
    const { dependencies, devDependencies, optionalDependencies } = manifest;
    expect(lock.lockfileVersion).toBe(3);
    expect(rootEntry).toMatchObject({ dependencies, devDependencies, optionalDependencies });
    expect(entries.length).toBeGreaterThan(300);
    expect(entries.filter(({ isProduction }) => isProduction).length).toBeGreaterThan(40);
  });

  it('has the hash of its content in the lockfile, and comes from no repository or folder', () => {
    const unsure = entries.filter(
      ({ integrity, link }) => link === true || !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ''),
    );
    expect(names(unsure)).toEqual([]);
    expect(names(entries.filter(({ resolved }) => resolved !== undefined && !/^https:/.test(resolved)))).toEqual([]);
  });

  it('is installed without running anything', () => {
    expect(names(entries.filter(({ hasInstallScript }) => hasInstallScript === true))).toEqual([]);
    expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post)?(install|prepare)$/.test(name))).toEqual([]);
    expect(read('.npmrc')).toMatch(/^ignore-scripts=true$/m);
  });

  it('uses the one copy of graphql', () => {
    expect(names(entries.filter(({ name }) => name === 'graphql'))).toEqual([
      `graphql@${manifest.dependencies['graphql'] ?? ''}`,
    ]);
  });
});

const PERMISSIVE = ['MIT', 'ISC', '0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause'];

/** Of what never reaches a user. */
const DEVELOPMENT = [...PERMISSIVE, 'CC0-1.0', 'CC-BY-4.0', 'MPL-2.0', 'Python-2.0', 'Unlicense'];

/** Development packages whose manifest states a licence in words of its own, read by hand: MIT or Apache-2.0, both fine. */
const READ_BY_HAND: Readonly<Record<string, unknown>> = { 'pause-stream': ['MIT', 'Apache2'] };

/** Whether an SPDX expression, of a licence or of several to choose from, allows what the list allows. */
function isAllowed(expression: unknown, list: readonly string[]): boolean {
  if (typeof expression !== 'string') return false;
  const choices = expression.replace(/^\((.*)\)$/, '$1').split(' OR ');
  return choices.some((licence) => list.includes(licence));
}

describe('the licence', () => {
  it.each<[unknown, boolean]>([
    ['MIT', true],
    ['(MIT OR Apache-2.0)', true],
    ['(GPL-3.0-only OR MIT)', true],
    ['GPL-3.0-only', false],
    ['(MIT AND GPL-3.0-only)', false],
    ['UNLICENSED', false],
    ['SEE LICENSE IN LICENSE.txt', false],
    ['', false],
    [undefined, false],
    [['MIT'], false],
  ])('%s is taken for permissive: %s', (expression, allowed) => {
    expect(isAllowed(expression, PERMISSIVE)).toBe(allowed);
  });

  it('of every package in production is permissive', () => {
    const production = entries.filter(({ isProduction }) => isProduction);
    expect(production.filter(({ license }) => !isAllowed(license, PERMISSIVE))).toEqual([]);
  });

  it('of every other package allows what development does with it', () => {
    const others = entries.filter(({ name, license }) => !isAllowed(license, DEVELOPMENT) && !(name in READ_BY_HAND));
    expect(others).toEqual([]);
    const byHand = entries.filter(({ name, isProduction }) => name in READ_BY_HAND && !isProduction);
    expect(Object.fromEntries(byHand.map(({ name, license }) => [name, license]))).toEqual(READ_BY_HAND);
  });
});

interface Component {
  readonly group?: string;
  readonly name: string;
  readonly version?: string;
  readonly purl?: string;
  readonly licenses?: readonly unknown[];
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
}

interface Bom {
  readonly bomFormat: string;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

describe('the SBOM', () => {
  let bom: Bom;
  beforeAll(() => {
    bom = JSON.parse(execFileSync('npm', ['run', '-s', 'sbom'], { cwd: root, encoding: 'utf8' })) as Bom;
  });

  it('is of this project, in CycloneDX', () => {
    expect(bom.bomFormat).toBe('CycloneDX');
    expect(bom.metadata.component).toMatchObject({ name: 'paygraph', purl: 'pkg:npm/paygraph@0.1.0' });
  });

  it('names every package of production and no other, as the lockfile has it', () => {
    const production = entries.filter(({ isProduction }) => isProduction);
    const told = bom.components.map(({ group, ...rest }) => ({
      name: group === undefined ? rest.name : `${group}/${rest.name}`,
      version: rest.version ?? '',
    }));
    expect(new Set(names(told))).toEqual(new Set(names(production)));
    for (const name of Object.keys(manifest.dependencies)) expect(told.map((one) => one.name)).toContain(name);
  });

  it('states version, licence and hash of each', () => {
    const integrities = new Set(entries.map(({ integrity }) => integrity));
    const hashOf = ({ hashes = [] }: Component) =>
      hashes.map(
        ({ alg, content }) => `${alg.toLowerCase().replace('-', '')}-${Buffer.from(content, 'hex').toString('base64')}`,
      );
    const lacking = bom.components.filter(
      (component) =>
        !component.version ||
        !component.licenses?.length ||
        component.purl === undefined ||
        !hashOf(component).some((hash) => integrities.has(hash)),
    );
    expect(lacking).toEqual([]);
  });

  it('says what needs what', () => {
    const { dependencies } = manifest;
    const at = (name: string) => `${name}@${dependencies[name] ?? ''}`;
    expect(bom.dependencies.find(({ ref }) => ref === at('graphql-yoga'))?.dependsOn).toContain(at('graphql'));
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'rolldown';
import { z } from 'zod';

// `npm run build`: the gateway and all it needs in one folder, for images. `npm start` runs the sources.

const root = import.meta.dirname;

/** Of Node's modules those that no start needs, each some milliseconds to load, and what stands for them until they are. */
const LATER = new Map([
  ['tls', '{}'],
  ['https', '{}'],
  ['zlib', '{}'],
  // A start calls it, and is right.
  ['assert', "(...given) => given[0] || process.getBuiltinModule('node:assert')(...given)"],
]);

/**
 * To import one of Node's own modules is to read all it exports, also what is made only then: `node:http` alone brings a
 * whole fetch implementation, 50 ms and 12 MB. Asked for in this way, only what is used is read, of some only when it is.
 */
const builtins: Plugin = {
  name: 'builtins-as-used',
  resolveId(id, importer) {
    // The first file still has to run on a Node that is too old, and rolldown's own runtime is what this rests on.
    const asIs = importer === undefined || importer.endsWith('/src/start.mjs') || /^(node:)?module$/.test(id);
    return isBuiltin(id) && !asIs ? { id: `\0builtin:${id.replace(/^node:/, '')}`, moduleSideEffects: false } : null;
  },
  load(id) {
    if (!id.startsWith('\0builtin:')) return null;
    const name = id.slice('\0builtin:'.length);
    const found = `process.getBuiltinModule('node:${name}')`;
    const meanwhile = LATER.get(name);
    if (meanwhile === undefined) return { code: `module.exports = ${found};`, moduleType: 'js' };
    const names = JSON.stringify(Object.getOwnPropertyNames(process.getBuiltinModule(`node:${name}`)));
    const define = `Object.defineProperty(module.exports, name, { enumerable: true, get: () => ${found}[name] })`;
    return { code: `module.exports = ${meanwhile};\nfor (const name of ${names}) ${define};`, moduleType: 'js' };
  },
};

/**
 * undici's entry makes all it has, among it a fetch, a WebSocket, caches and mocks: twice the code of the gateway itself.
 * Its files are no entries of their own, but of one version; whatever else we come to import from it fails the build.
 */
const undiciAgent: Plugin = {
  name: 'undici-agent',
  resolveId: (id, importer) => (id === 'undici' && importer?.includes('/src/') ? '\0undici' : null),
  load(id) {
    if (id !== '\0undici') return null;
    const library = join(dirname(fileURLToPath(import.meta.resolve('undici'))), 'lib');
    return `
      export { default as Agent } from ${JSON.stringify(join(library, 'dispatcher/agent.js'))};
      export { default as errors } from ${JSON.stringify(join(library, 'core/errors.js'))};`;
  },
};

/** Text of one byte for each character takes half the memory, and is read at once. */
const ascii: Plugin = {
  name: 'ascii',
  renderChunk: (code) =>
    code.replace(/[^\0-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`),
};

/** What packages ask or load at start, and what a bundle says in its place. */
const SAID = [
  // To ask whether yoga's fetch is Node's own makes Node load its own. It is not.
  {
    id: /\/@whatwg-node\/server\/.*\/createServerAdapter\.js$/,
    asked: 'fetchAPI.Request !== globalThis.Request',
    said: 'true',
  },
  // Every Node we run on has it, and zlib is loaded for nothing else.
  {
    id: /\/@whatwg-node\/node-fetch\/.*\/utils\.js$/,
    asked: 'node_zlib_1.default.createZstdCompress != null',
    said: 'true',
  },
  // Reads all of Node's HTTP/2, which no connection of ours speaks.
  {
    id: /\/undici\/lib\/dispatcher\/client\.js$/,
    asked: "const connectH2 = require('./client-h2.js')",
    said: "const connectH2 = (...given) => require('./client-h2.js')(...given)",
  },
];

const said: Plugin = {
  name: 'said',
  transform: {
    filter: { id: SAID.map(({ id }) => id) },
    handler(code, file) {
      return SAID.filter(({ id }) => id.test(file)).reduce((text, { asked, said }) => {
        if (!text.includes(asked)) this.error(`expected ${asked}, found another text; look what stands there now`);
        return text.replace(asked, said);
      }, code);
    },
  },
};

/** What a file of ours names by `new URL(…, import.meta.url)` comes along: code as a chunk, anything else as it is. */
const filesBeside: Plugin = {
  name: 'files-beside',
  transform: {
    filter: { id: /\/src\/.*\.ts$/, code: 'import.meta.url' },
    handler(code, id) {
      return code.replace(/new URL\('([^']+)', import\.meta\.url\)/g, (_, path: string) => {
        const file = resolve(dirname(id), path);
        const reference = file.endsWith('.ts')
          ? this.emitFile({ type: 'chunk', id: file })
          : this.emitFile({ type: 'asset', fileName: relative(root, file), source: readFileSync(file) });
        return `new URL(import.meta.ROLLUP_FILE_URL_${reference})`;
      });
    },
  },
};

/** The licences of all packages that anything was taken from, which nearly all of them ask to be passed on. */
const notices: Plugin = {
  name: 'notices',
  generateBundle(_, bundle) {
    const modules = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
    const packages = new Set(modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? []));
    const source = [...new Set([...packages].map(notice))].sort().join(`\n${'-'.repeat(80)}\n\n`);
    this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-NOTICES.txt', source });
  },
};

const manifest = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string(),
  author: z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]).optional(),
});

function notice(directory: string): string {
  const read = (name: string): string => readFileSync(join(directory, name), 'utf8');
  const {
    name,
    version,
    license,
    author = `the authors of ${name}`,
  } = manifest.parse(JSON.parse(read('package.json')));
  const files = readdirSync(directory).filter((file) => /^(licen[cs]e|copying|notice)(\.|$)/i.test(file));
  if (files.length === 0 && license !== 'MIT') throw new Error(`expected the licence of ${name}, found no file`);
  // Some packages name the licence and leave it out; ours has the same words.
  const ours = readFileSync(join(root, 'LICENSE'), 'utf8').replace(/^Copyright .*$/m, `Copyright (c) ${author}`);
  return [`${name} ${version} (${license})\n`, ...(files.length === 0 ? [ours] : files.map(read))].join('\n');
}

// Asked for by packages that do well without: faster fetching, colours in the text of debug messages.
const MAY_BE_ABSENT = ['node-libcurl', 'supports-color'];

/** Nothing is left that would have to be installed. */
const complete: Plugin = {
  name: 'complete',
  generateBundle(_, bundle) {
    const asked = Object.values(bundle).flatMap((file) =>
      file.type === 'chunk' ? [...file.imports, ...file.dynamicImports] : [],
    );
    const absent = asked.filter((name) => !(name in bundle) && !isBuiltin(name) && !MAY_BE_ABSENT.includes(name));
    if (absent.length > 0) this.error(`expected all packages in the bundle, found none of ${absent.join(', ')}`);
  },
};

export default defineConfig({
  input: { start: 'src/start.mjs', healthcheck: 'src/healthcheck.mjs' },
  cwd: root,
  platform: 'node',
  plugins: [builtins, undiciAgent, said, ascii, filesBeside, notices, complete],
  onLog: (level, log, report) => report(level === 'warn' ? 'error' : level, log),
  output: {
    dir: 'dist',
    cleanDir: true,
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name].mjs',
    comments: false,
    codeSplitting: {
      // What every start needs, in as few files as may be; the rest stays apart until it is asked for.
      groups: [
        {
          name: 'arguments',
          test: /^\0(builtin:|rolldown\/)|\/src\/(version|config\/(arguments|faults))\.ts$/,
          priority: 3,
        },
        { name: 'configuration', test: /\/src\/config\/(load|files|document-verdicts)\.ts$/, priority: 2 },
        // Of the server, what the primary of several workers needs, which is not to load the rest.
        { name: 'file', test: /\/src\/config\/(files|workers)\.ts$/, priority: 3 },
        {
          name: 'listening',
          test: /\/src\/server\/(admin-routes|describe-error|listen-|log-lines|stop-|subscription-c)[\w-]*\.ts$|\/src\/lookup\/shared\/in-time\.ts$|\/node_modules\/lru-cache\//,
          priority: 1.5,
        },
        { name: 'gateway', test: /\/src\/main-gateway\.ts$/, priority: 1 },
      ],
    },
  },
});

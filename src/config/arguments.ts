import { parseArgs } from 'node:util';
import type { Environment } from './surroundings.ts';

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'help' | 'version' }
  | {
      readonly kind: 'sandbox-alone' | 'sandbox-mode';
      /** The file with the rules the sandbox starts with. */
      readonly faults: string | undefined;
    }
  | { readonly kind: 'gateway'; readonly config: string }
  /** One of several that the gateway itself starts. */
  | { readonly kind: 'worker' }
  | { readonly kind: 'fault'; readonly message: string };

/** Reads the command line. Without a configuration, there or in the environment, it asks for sandbox mode. */
export function readArguments(args: readonly string[], environment: Environment, isStartedByPrimary = false): Command {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        faults: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    });
    if (values.help === true) return { kind: 'help' };
    if (values.version === true) return { kind: 'version' };
    const [command, ...others] = positionals;
    // Whoever starts one by hand has nobody to tell it what to do.
    if (command === 'worker' && others.length === 0 && isStartedByPrimary) return { kind: 'worker' };
    if (others.length > 0 || (command !== undefined && command !== 'sandbox')) {
      return fault('expected no argument but "sandbox", got another');
    }
    const { faults } = values;
    if (faults === '') return fault('expected a file after --faults, got nothing');
    if (command === 'sandbox') {
      return values.config === undefined ? { kind: 'sandbox-alone', faults } : fault('the sandbox takes no --config');
    }
    if (values.config === '') return fault('expected a file after --config, got nothing');
    const config = values.config ?? environment['PAYGRAPH_CONFIG'] ?? '';
    if (config === '') return { kind: 'sandbox-mode', faults };
    if (faults !== undefined) return fault('only the sandbox takes --faults, and with a configuration none is run');
    return { kind: 'gateway', config };
  } catch (error) {
    // Node's own words name the option that is not known.
    return fault(error instanceof Error ? error.message : 'the arguments could not be read');
  }
}

/** How it is used. */
export const USAGE = `paygraph: a read-only GraphQL gateway over three Alipay payment-query APIs

  npm start                              sandbox mode: emulated upstreams, throwaway keys, nothing to configure
  npm start -- --config paygraph.yaml    real upstreams, as configured
  npm run sandbox                        the emulated upstreams alone, as a test double
  npm run sandbox -- --faults rules.yaml either kind of sandbox, with faults from the start

Environment: PAYGRAPH_CONFIG (instead of --config), HOST, PORT (0 picks a free one), LOG_LEVEL.
`;

function fault(message: string): Command {
  return { kind: 'fault', message };
}

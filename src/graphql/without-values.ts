import { GraphQLError } from 'graphql';

const NAME = '[_A-Za-z]\\w*';
const SUGGESTED = `(?: Did you mean(?: the enum value)? "${NAME}"(?:(?:, or|,| or) "${NAME}")*\\?)?`;

/** What the engine says of values, and what of it is no value. */
const OF_VALUES: readonly [RegExp, (groups: readonly string[]) => string][] = [
  [/^(Expected (?:a )?value of non-null type "[^"]+" (?:to be provided|not to be null)\.)$/, ([all = '']) => all],
  [new RegExp(`^(Expected value of type "[^"]+" to include required field "${NAME}"), found: `), whole],
  [/^(Expected value of type "[^"]+" to be an object), found: /, whole],
  [
    new RegExp(
      `^(Expected value of type "[^"]+" not to include unknown field "${NAME}")(?:, found|\\.(${SUGGESTED}) Found): `,
    ),
    suggesting,
  ],
  [/^(Expected value of type "[^"]+")(?:, found|, but encountered error "[^]*"; found): /, whole],
  [/^((?:Int|Float|String|Boolean|ID) cannot represent (?:an? )?[\w -]*value): /, whole],
  [new RegExp(`^(Enum "${NAME}" cannot represent [a-z -]*value): [^]*?(${SUGGESTED})$`), suggesting],
  [
    new RegExp(`^Value "[^]*" does not exist in "(${NAME})" enum\\.(${SUGGESTED})$`),
    ([name = '', suggestion = '']) => `Expected a value of the enum "${name}".${suggestion}`,
  ],
];

const OF_VARIABLE = new RegExp(`^(Variable "\\$${NAME}" has invalid (?:default )?value(?: at [\\w.[\\]]+)?): ([^]*)$`);
const OF_ARGUMENT = /^(Argument "[\w.@]+\(\w+:\)" has invalid (?:default )?value(?: at [\w.[\]]+)?): ([^]*)$/;

/** Why a value does not fit, in the engine's words without the value, which may be personal. */
export function valueMessage(message: string): string {
  const [, where, why] = OF_VARIABLE.exec(message) ?? OF_ARGUMENT.exec(message) ?? [];
  if (where !== undefined && why !== undefined) return `${where}: ${valueMessage(why)}`;
  for (const [pattern, told] of OF_VALUES) {
    const found = pattern.exec(message);
    if (found !== null) return told(found.slice(1));
  }
  // Another version of the engine may have other words.
  return 'Expected another value.';
}

/** Why a document cannot be parsed, without the text or number that is in the wrong place. */
export function withoutLiteral(error: GraphQLError): GraphQLError {
  const message = error.message.replace(/(String|BlockString|Int|Float|Comment) "[^]*"/, '$1');
  if (message === error.message) return error;
  const { nodes, source, positions, path, extensions } = error;
  return new GraphQLError(message, { nodes, source, positions, path, extensions });
}

function whole([all = '']: readonly string[]): string {
  return `${all}.`;
}

function suggesting([all = '', suggestion = '']: readonly string[]): string {
  return `${all}.${suggestion}`;
}

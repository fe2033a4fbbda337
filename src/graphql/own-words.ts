const NAME = '[_A-Za-z]\\w*';

/** Messages that name nothing but what stands in the document itself. */
const AS_THEY_ARE: readonly RegExp[] = [
  'The (?:query|mutation|subscription) operation is not supported by the schema\\.',
  `The (?:schema|"${NAME}") definition is not executable\\.`,
  `There can be only one (?:operation|fragment|variable|argument|input field) named "\\$?${NAME}"\\.`,
  'This anonymous operation must be the only defined operation\\.',
  `(?:Subscription "${NAME}"|Anonymous Subscription) must (?:not )?(?:select|use) [a-z@\`A-Z ]+\\.`,
  `Unknown (?:type|fragment|directive) "@?${NAME}"\\.`,
  `Fragment(?: "${NAME}")? cannot condition on non composite type "${NAME}"\\.`,
  `Fragment "${NAME}" is never used\\.`,
  `Cannot spread fragment "${NAME}" within itself(?: via "${NAME}"(?:, "${NAME}")*)?\\.`,
  `Variable "\\$${NAME}" cannot be non-input type "[[\\]!\\w]+"\\.`,
  `Variable "\\$${NAME}" is not defined(?: by operation "${NAME}")?\\.`,
  `Variable "\\$${NAME}" is never used(?: in operation "${NAME}")?\\.`,
  `Directive "@${NAME}" may not be used on [A-Z_]+\\.`,
  `The directive "@${NAME}" can only be used once at this location\\.`,
  `Unknown argument "${NAME}" on directive "@${NAME}"\\.`,
  `GraphQL introspection has been disabled, but the requested query contained the field "${NAME}"\\.`,
  'Maximum introspection depth exceeded',
  'Too many (?:validation errors|errors processing variables), error limit reached\\. \\w+ aborted\\.',
  'Validation aborted\\.',
].map((pattern) => new RegExp(`^${pattern}$`));

/** Messages that also name what stands in the schema, and what is left of them without it. */
const SHORTENED: readonly [RegExp, string][] = [
  [new RegExp(`^Cannot query field "(${NAME})" on `), 'Cannot query field "$1" here.'],
  [new RegExp(`^Field "(${NAME})" must not have a selection `), 'Field "$1" must not have a selection.'],
  [new RegExp(`^Field "(${NAME})" of type "[^"]+" must have `), 'Field "$1" must have a selection.'],
  [new RegExp(`^Unknown argument "(${NAME})" on `), 'Unknown argument "$1".'],
  [
    /^Argument "[^"]+" of (?:required )?type "[^"]+" (?:is required|was not provided)/,
    'A required argument is missing.',
  ],
  [
    new RegExp(`^Variable "\\$(${NAME})" of type "[^"]+" used in position expecting `),
    'Variable "$$$1" does not fit where it is used.',
  ],
  [new RegExp(`^Fragment "(${NAME})" cannot be spread here `), 'Fragment "$1" cannot be spread here.'],
  [/^Fragment cannot be spread here /, 'This fragment cannot be spread here.'],
  [new RegExp(`^Fields "(${NAME})" conflict because `), 'Fields "$1" conflict. Use different aliases to fetch both.'],
  [
    new RegExp(`^Variable "\\$(${NAME})" has invalid (?:default )?value( at [\\w.[\\]]+)?: `),
    'Variable "$$$1" has a value that does not fit$2.',
  ],
  [/^Argument "[^"]+" has invalid /, 'An argument has a value that does not fit.'],
];

/**
 * What is wrong with a document or its variables, to someone who may not know the schema: in names they wrote
 * themselves, without a value.
 */
export function inOwnWords(message: string): string {
  if (AS_THEY_ARE.some((pattern) => pattern.test(message))) return message;
  for (const [pattern, told] of SHORTENED) {
    const found = pattern.exec(message);
    if (found !== null) return found[0].replace(pattern, told);
  }
  // Whatever another version of the engine may say.
  return 'This does not fit the schema.';
}

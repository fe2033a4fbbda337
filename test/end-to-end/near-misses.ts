import {
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

/** A request that is wrong by a little. */
export interface NearMiss {
  readonly query: string;
  readonly variables?: unknown;
}

/** Stands for what must never be repeated; one in a number too. */
export const CANARY = 'canary-jane.doe@example.com';
export const CANARY_NUMBER = 7_171_717_171_717;

/** What a caller may send where another value is expected, as JSON and as GraphQL writes it. */
const WRONG: readonly [unknown, string][] = [
  [CANARY, JSON.stringify(CANARY)],
  [CANARY_NUMBER, String(CANARY_NUMBER)],
  [0.7171717171717, '0.7171717171717'],
  [true, 'true'],
  [null, 'null'],
  [[CANARY], `[${JSON.stringify(CANARY)}]`],
  [[[CANARY_NUMBER]], `[[${CANARY_NUMBER}]]`],
  [{ canary: CANARY }, `{ canary: ${JSON.stringify(CANARY)} }`],
  [CANARY, 'CANARY_JANE_DOE'],
];

/** Names that are wrong by a letter: one dropped, one altered, one added. */
function near(name: string): string[] {
  const middle = Math.floor(name.length / 2);
  return [
    name.slice(0, -1),
    `${name.slice(0, middle)}q${name.slice(middle + 1)}`,
    `${name}x`,
    name[0] === name[0]?.toUpperCase() ? name.toLowerCase() : `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`,
  ].filter((wrong) => wrong !== '' && wrong !== name);
}

/** Documents around every name of the schema, each wrong in one place. */
export function nearMisses(schema: GraphQLSchema): NearMiss[] {
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
  return [
    ...[schema.getQueryType(), schema.getSubscriptionType()].flatMap((root) => (root ? rootMisses(schema, root) : [])),
    ...types.filter((type) => isObjectType(type) || isInterfaceType(type)).flatMap((type) => fieldMisses(schema, type)),
    ...types.flatMap(({ name }) => near(name).flatMap(typeMisses)),
    ...types.flatMap(inputMisses),
    ...schema
      .getDirectives()
      .flatMap(({ name }) => [...near(name), name])
      .map((name) => ({ query: `{ __typename @${name} }` })),
  ];
}

function rootMisses(schema: GraphQLSchema, root: GraphQLNamedType): NearMiss[] {
  if (!isObjectType(root)) return [];
  const kind = root === schema.getSubscriptionType() ? 'subscription' : 'query';
  return Object.values(root.getFields()).flatMap((field) => [
    ...near(field.name).map((name) => ({ query: `${kind} { ${name} { __typename } }` })),
    ...around(field).map((selection) => ({ query: `${kind} { ${selection} }` })),
    ...field.args.flatMap((argument) => variableMisses(kind, field, argument)),
  ]);
}

function fieldMisses(schema: GraphQLSchema, type: GraphQLNamedType): NearMiss[] {
  if (!(isObjectType(type) || isInterfaceType(type))) return [];
  const on = (selection: string) => ({
    query: `query Q { __typename ...F } fragment F on ${type.name} { ${selection} }`,
  });
  const others = Object.values(schema.getTypeMap()).filter((other) => isObjectType(other) && other !== type);
  return [
    ...Object.values(type.getFields()).flatMap((field) => [
      ...near(field.name).map((name) => on(name)),
      ...around(field).map(on),
      on(`${field.name} x: __typename x: ${field.name}`),
    ]),
    ...others.slice(0, 3).map((other) => on(`... on ${other.name} { __typename }`)),
  ];
}

/** A field with what it must not have, or without what it must. */
function around(field: GraphQLField<unknown, unknown>): string[] {
  const beneath = isCompositeType(getNamedType(field.type)) ? ' { __typename }' : '';
  const required = field.args.filter(isRequiredArgument);
  return [
    isCompositeType(getNamedType(field.type)) ? field.name : `${field.name} { __typename }`,
    `${field.name}${isCompositeType(getNamedType(field.type)) ? ' { }' : ' { canary { canary } }'}`,
    ...(required.length > 0 ? [`${field.name}${beneath}`] : []),
    `${field.name}(canary: ${JSON.stringify(CANARY)})${beneath}`,
    ...field.args.flatMap(({ name }) => near(name).map((wrong) => `${field.name}(${wrong}: null)${beneath}`)),
    ...field.args.flatMap(({ name, type }) =>
      wrongLiterals(type).map((text) => `${field.name}(${name}: ${text})${beneath}`),
    ),
    ...field.args.map(({ name }) => `${field.name}(${name}: $undefined)${beneath}`),
  ];
}

/** Literals that do not fit the type, or fit but for one place. */
function wrongLiterals(type: GraphQLInputType): string[] {
  const named = getNamedType(type);
  const all = WRONG.map(([, text]) => text);
  if (isEnumType(named)) return [...all, ...named.getValues().flatMap(({ name }) => near(name))];
  if (!isInputObjectType(named)) return all;
  const fields = Object.values(named.getFields());
  return [
    ...all,
    '{ }',
    ...fields.flatMap(({ name }) => near(name).map((wrong) => `{ ${wrong}: ${JSON.stringify(CANARY)} }`)),
    ...fields.flatMap((field) => wrongLiterals(field.type).map((text) => `{ ${field.name}: ${text} }`)),
  ];
}

/** The same as JSON. */
function wrongValues(type: GraphQLInputType): unknown[] {
  const named = getNamedType(type);
  const all = WRONG.map(([value]) => value);
  if (isEnumType(named)) return [...all, ...named.getValues().flatMap(({ name }) => near(name))];
  if (!isInputObjectType(named)) return all;
  const fields = Object.values(named.getFields());
  return [
    ...all,
    {},
    ...fields.flatMap(({ name }) => near(name).map((wrong) => ({ [wrong]: CANARY }))),
    ...fields.flatMap((field) => wrongValues(field.type).map((value) => ({ [field.name]: value }))),
  ];
}

function variableMisses(kind: string, field: GraphQLField<unknown, unknown>, argument: GraphQLArgument): NearMiss[] {
  const beneath = isCompositeType(getNamedType(field.type)) ? ' { __typename }' : '';
  const others = field.args.filter((other) => other !== argument && isRequiredArgument(other));
  const given = others.map(({ name }) => `, ${name}: $${name}`).join('');
  const defined = others.map(({ name, type }) => `, $${name}: ${String(type)}`).join('');
  const query = (type: string) =>
    `${kind} V($v: ${type}${defined}) { ${field.name}(${argument.name}: $v${given})${beneath} }`;
  const nullable = String(argument.type).replace(/!$/, '');
  const fitting = isInputObjectType(getNamedType(argument.type)) ? '{ dialect: PAY_QUERY }' : '"x"';
  return [
    ...wrongValues(argument.type).map((v) => ({ query: query(String(argument.type)), variables: { v } })),
    { query: query(String(argument.type)), variables: { v: [{ canary: CANARY }, CANARY] } },
    { query: query(String(argument.type)), variables: {} },
    ...['Int', 'String!', '[[Boolean]]', `${String(getNamedType(argument.type))}x`].map((type) => ({
      query: query(type),
    })),
    // Valid, and null when it runs.
    { query: query(`${nullable} = ${fitting}`), variables: { v: null } },
    { query: query(`${nullable} = ${JSON.stringify(CANARY)}`) },
  ];
}

function typeMisses(name: string): NearMiss[] {
  return [
    { query: `query Q { ... on ${name} { __typename } }` },
    { query: `query Q($v: ${name}) { __typename }`, variables: { v: CANARY } },
    { query: `query Q($v: [${name}!]!) { __typename }` },
    { query: `query Q { __typename ...F } fragment F on ${name} { __typename }` },
  ];
}

function inputMisses({ name }: GraphQLNamedType): NearMiss[] {
  return [
    { query: `query Q($v: ${name}) { __typename }`, variables: { v: CANARY } },
    { query: `query Q { ... on ${name} { canary } }` },
    { query: `query Q { __typename @include(if: ${JSON.stringify(CANARY)}) ...F } fragment F on ${name} { canary }` },
    { query: `query Q { __typename @skip ...F } fragment G on ${name} { canary }` },
    // Cannot be parsed.
    { query: `query Q { ${name} ${JSON.stringify(CANARY)} }` },
    { query: `query Q { ${name}(a: 1 ${CANARY_NUMBER}.5) """${CANARY}""" }` },
  ];
}

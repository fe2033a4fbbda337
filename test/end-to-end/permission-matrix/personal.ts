import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

/** A personal field, wherever it is. */
export interface PersonalField {
  /** `Type.field`. */
  readonly name: string;
  /** What it is asked for as, so that it is found in any answer. */
  readonly alias: string;
  /** Those without which it must be null. */
  readonly permissions: readonly string[];
}

const isPersonal = ({ astNode }: GraphQLField<unknown, unknown>) =>
  astNode?.directives?.some(({ name }) => name.value === 'pii') === true;

/** Every field the schema marks. */
export function personalFields(schema: GraphQLSchema): PersonalField[] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter(isPersonal)
        .map((field) => personal(type, field)),
    );
}

function personal(type: GraphQLNamedType, { name }: GraphQLField<unknown, unknown>): PersonalField {
  const of = `${type.name}.${name}`;
  return {
    name: of,
    alias: `pii_${type.name}_${name}`,
    // As the README has it.
    permissions: of === 'Exchange.raw' ? ['raw', 'pii'] : ['pii'],
  };
}

/** Selects every personal field that is reached from the type, each under its alias; empty where there is none. */
export function everythingPersonal(type: GraphQLNamedType, above: readonly string[] = []): string {
  if (!(isObjectType(type) || isInterfaceType(type)) || above.includes(type.name)) return '';
  return Object.values(type.getFields())
    .map((field) => {
      if (isPersonal(field)) return `${personal(type, field).alias}: ${field.name}`;
      const beneath = everythingPersonal(getNamedType(field.type), [...above, type.name]);
      return beneath === '' ? '' : `${field.name} { ${beneath} }`;
    })
    .filter((text) => text !== '')
    .join(' ');
}

/** The personal fields in an answer, by where they stand. */
export function personalIn(data: unknown, where = ''): [where: string, alias: string, value: unknown][] {
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([name, value]) =>
    name.startsWith('pii_')
      ? [[`${where}.${name}`, name, value] as [string, string, unknown]]
      : personalIn(value, `${where}.${name}`),
  );
}

/** The texts in a value that tell something of somebody. */
export function tellingTexts(value: unknown): string[] {
  if (typeof value === 'string') return value.length < 6 ? [] : [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(tellingTexts) : [];
}

import {
  getNullableType,
  GraphQLID,
  GraphQLString,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isSpecifiedScalarType,
  typeFromAST,
  type GraphQLInputType,
  type GraphQLSchema,
  type VariableDefinitionNode,
} from 'graphql';

// Of what does not fit, so much may be quoted: values, and 32 characters of text as one.
const QUOTABLE = 128;
const CHARACTERS = 32;

/**
 * The first variable whose value does not fit its type and is larger than any mistake would be. The engine quotes the whole
 * of an object in an error for each member that is wrong, which takes seconds for one with ten thousand.
 */
export function oversizedVariable(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  values: Readonly<Record<string, unknown>>,
): VariableDefinitionNode | undefined {
  return definitions.find(({ type: node, variable }) => {
    const type = typeFromAST(schema, node);
    return isInputType(type) && isOversized(type, values[variable.name.value]);
  });
}

function isOversized(type: GraphQLInputType, value: unknown): boolean {
  if (value === null || value === undefined) return false;
  const wanted = getNullableType(type);
  if (isListType(wanted)) {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    return items.some((item) => isOversized(wanted.ofType, item));
  }
  if (isInputObjectType(wanted)) {
    const fields = wanted.getFields();
    if (typeof value !== 'object' || Array.isArray(value)) return isLarge(value);
    const members = Object.entries(value);
    if (members.some(([name]) => fields[name] === undefined)) return isLarge(value);
    return members.some(([name, member]) => fields[name] !== undefined && isOversized(fields[name].type, member));
  }
  const isText = typeof value === 'string' && (wanted === GraphQLString || wanted === GraphQLID);
  return !isText && (isEnumType(wanted) || isSpecifiedScalarType(wanted)) && isLarge(value);
}

function isLarge(value: unknown): boolean {
  let left = QUOTABLE;
  const spend = (one: unknown): void => {
    left -= 1;
    if (typeof one === 'string') left -= one.length / CHARACTERS;
    if (typeof one !== 'object' || one === null) return;
    for (const name in one) {
      if (left < 0) return;
      left -= name.length / CHARACTERS;
      spend(Reflect.get(one, name));
    }
  };
  spend(value);
  return left < 0;
}

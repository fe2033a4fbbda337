import { writeFileSync } from 'node:fs';
import {
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  print,
  printSchema,
  visit,
  type DefinitionNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import { schema } from './schema.ts';

/** The schema as text, with the directives its fields carry, which graphql's own printer leaves out. */
export function printWithDirectives(printed: GraphQLSchema): string {
  const withDirectives = (node: ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode) => ({
    ...node,
    fields: node.fields?.map((field): FieldDefinitionNode => {
      const directives = directivesOf(printed, node.name.value, field.name.value);
      return directives === undefined ? field : { ...field, directives };
    }),
  });
  const document = visit(parse(printSchema(printed), { noLocation: true }), {
    ObjectTypeDefinition: withDirectives,
    InterfaceTypeDefinition: withDirectives,
    StringValue: (node) => ({ ...node, block: node.value.includes('\n') }),
  });
  const roots = new Set([printed.getQueryType()?.name, printed.getSubscriptionType()?.name]);
  const definitions = document.definitions.toSorted((one, other) => rank(one, roots) - rank(other, roots));
  return `${print({ ...document, definitions })}\n`;
}

function directivesOf(printed: GraphQLSchema, typeName: string, fieldName: string): FieldDefinitionNode['directives'] {
  const type = printed.getType(typeName);
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName]?.astNode?.directives : undefined;
}

// What a reader needs first: what can be asked; the rest follows in the order it is reached from there.
function rank(node: DefinitionNode, roots: ReadonlySet<string | undefined>): number {
  if (node.kind === Kind.SCHEMA_DEFINITION) return 0;
  if (node.kind === Kind.DIRECTIVE_DEFINITION) return 1;
  if (node.kind === Kind.SCALAR_TYPE_DEFINITION) return 2;
  return node.kind === Kind.OBJECT_TYPE_DEFINITION && roots.has(node.name.value) ? 3 : 4;
}

if (import.meta.main) {
  writeFileSync(new URL('../../schema/schema.graphql', import.meta.url), printWithDirectives(schema));
}

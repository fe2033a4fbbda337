import { TypeInfo, visit, visitWithTypeInfo, type DocumentNode, type GraphQLSchema } from 'graphql';
import { isPersonal, isSameForEveryone } from './field-rules.ts';

/**
 * Who may keep what a document is answered with: anyone, for it depends on neither caller nor payment; the caller alone;
 * or nobody, since it has personal data.
 */
export type Cacheability = 'public' | 'private' | 'none';

/** Judges all that the document selects, whether or not it would run. */
export function cacheabilityOf(schema: GraphQLSchema, document: DocumentNode): Cacheability {
  const types = new TypeInfo(schema);
  const found = new Set<Cacheability>();
  const field = (): void => {
    const selected = types.getFieldDef();
    if (selected == null || isPersonal(selected)) found.add('none');
    else if (types.getParentType() === schema.getQueryType() && !isSameForEveryone(selected)) found.add('private');
  };
  visit(document, visitWithTypeInfo(types, { Field: field }));
  if (found.has('none')) return 'none';
  return found.has('private') ? 'private' : 'public';
}

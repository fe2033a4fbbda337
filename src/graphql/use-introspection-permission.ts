import { NoSchemaIntrospectionCustomRule, validate } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { GraphContext } from './context.ts';
import { discreet } from './discretion.ts';

type Context = Partial<Pick<GraphContext, 'caller'>>;

/**
 * Hides the schema from callers without the `introspection` permission: no introspection, and no name in an error
 * message that the document does not hold. The `caller` must be in the context before validation.
 */
export function useIntrospectionPermission(): Plugin<Context, Context> {
  return {
    onValidate: ({ context: { caller }, addValidationRule, setValidationFn }) => {
      const hideSuggestions = caller?.permissions.has('introspection') !== true;
      // The rule also keeps yoga's validation cache, which goes by the names of rules, from mixing the two audiences.
      if (hideSuggestions) addValidationRule(NoSchemaIntrospectionCustomRule);
      setValidationFn((...[schema, document, rules]: Parameters<typeof validate>) =>
        validate(schema, document, rules, { hideSuggestions }).map((error) => discreet(error, caller)),
      );
    },
  };
}

import { NoSchemaIntrospectionCustomRule, validate } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { GraphContext } from './context.ts';

type Context = Partial<Pick<GraphContext, 'caller'>>;

/**
 * Hides the schema from callers without the `introspection` permission: no introspection, and no names suggested in
 * error messages. The `caller` must be in the context before validation.
 */
export function useIntrospectionPermission(): Plugin<Context, Context> {
  return {
    onValidate: ({ context, addValidationRule, setValidationFn }) => {
      if (context.caller?.permissions.has('introspection') === true) return;
      // The rule also keeps yoga's validation cache, which goes by the names of rules, from mixing the two audiences.
      addValidationRule(NoSchemaIntrospectionCustomRule);
      setValidationFn((...[schema, document, rules]: Parameters<typeof validate>) =>
        validate(schema, document, rules, { hideSuggestions: true }),
      );
    },
  };
}

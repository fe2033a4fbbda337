import type { GraphQLField } from 'graphql';
import { QUERY_OPTIONS, type QueryOption } from '../domain/demand.ts';
import { PERMISSIONS, type GraphContext, type Permission } from './context.ts';
import { piiDirective } from './directives.ts';

/** Field options of a field whose data an upstream returns only when asked for `option`. */
export function askedAs<const Option extends QueryOption>(option: Option) {
  return {
    extensions: { queryOption: option },
    directives: { queryOption: { name: option.toLowerCase() } },
  };
}

/** Field options of a field that holds personal data: null, and counted, without the permissions. */
export function personal(...permissions: [Permission, ...Permission[]]) {
  return {
    directives: { pii: {} },
    authScopes: { permissions },
    unauthorizedResolver: (_parent: unknown, _args: unknown, { tally }: GraphContext) => {
      tally.redacted += 1;
      return null;
    },
  };
}

/** Field options of a field that is refused without all these permissions. */
export function needs(...permissions: [Permission, ...Permission[]]) {
  return { extensions: { permissions }, authScopes: { permissions } };
}

/** Field options of a root field that has the same for every caller, until the gateway is upgraded. */
export function sameForEveryone() {
  return { extensions: { sameForEveryone: true } };
}

/** The option a field's data must be asked for with, as declared beside the field. */
export function optionOf({ extensions }: Pick<GraphQLField<unknown, unknown>, 'extensions'>): QueryOption | undefined {
  return QUERY_OPTIONS.find((option) => option === extensions['queryOption']);
}

/** The permissions without which a field is refused, as declared beside the field. */
export function permissionsOf({ extensions }: Pick<GraphQLField<unknown, unknown>, 'extensions'>): Permission[] {
  const declared: unknown = extensions['permissions'];
  return Array.isArray(declared) ? PERMISSIONS.filter((permission) => declared.includes(permission)) : [];
}

/** Whether a field holds personal data, as declared beside the field. */
export function isPersonal({ astNode }: Pick<GraphQLField<unknown, unknown>, 'astNode'>): boolean {
  return astNode?.directives?.some(({ name }) => name.value === piiDirective.name) === true;
}

/** Whether a root field has the same for every caller, as declared beside the field. */
export function isSameForEveryone({ extensions }: Pick<GraphQLField<unknown, unknown>, 'extensions'>): boolean {
  return extensions['sameForEveryone'] === true;
}

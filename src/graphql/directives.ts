import { DirectiveLocation, GraphQLDirective, GraphQLNonNull, GraphQLString } from 'graphql';

/** Marks personal data. */
export const piiDirective = new GraphQLDirective({
  name: 'pii',
  description:
    'The field holds personal data. Without the `pii` permission it resolves to null,\n' +
    'without an error, and `extensions.gateway.redacted` counts how often.',
  locations: [DirectiveLocation.FIELD_DEFINITION],
});

/** Marks data that an upstream returns only when asked. */
export const queryOptionDirective = new GraphQLDirective({
  name: 'queryOption',
  description:
    'Selecting the field makes the gateway ask upstream for this option. Nothing is\n' +
    'asked for that is not selected.',
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: {
    name: {
      type: new GraphQLNonNull(GraphQLString),
      description: "The option's name as the upstream API spells it.",
    },
  },
});

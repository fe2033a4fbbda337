import { builder } from '../builder.ts';

builder.scalarType('DateTime', {
  description:
    'A date and time with offset (RFC 3339). The offset upstream sent is kept, not\n' +
    'converted to UTC; times sent without one are Beijing time, +08:00.',
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time',
  serialize: ({ text }) => text,
});

import { builder } from '../builder.ts';

builder.scalarType('Decimal', {
  description: 'An exact decimal number, always written as a string: "88.88".',
  serialize: (text) => text,
});

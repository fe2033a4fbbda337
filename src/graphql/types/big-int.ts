import { builder } from '../builder.ts';

builder.scalarType('BigInt', {
  description: 'An integer of any size, always written as a string: "8888".',
  serialize: (integer) => integer.toString(),
});

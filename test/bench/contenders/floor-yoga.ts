import { createServer } from 'node:http';
import { buildSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { numberOf, shown } from '../payments.ts';
import { listenFor } from './listening.ts';

// What graphql-yoga costs by itself: a resolver that knows the answer, no plugin, no account, no upstream.

const schema = buildSchema(readFileSync(resolve(import.meta.dirname, '../peers/payments.graphql'), 'utf8'));
const payment = schema.getQueryType()?.getFields()['payment'];
if (payment === undefined) throw new Error('expected a field payment');
payment.resolve = (_source, { ref }: { ref: { paymentId: string } }) => shown(numberOf(ref.paymentId));
const yoga = createYoga({ schema, graphiql: false, landingPage: false, logging: false });
listenFor(createServer((request, response) => void yoga(request, response)));

import { readFileSync } from 'node:fs';
import fastify from 'fastify';
import mercurius from 'mercurius';
import { paymentOf } from './asking.mjs';

const app = fastify();
app.register(mercurius, {
  schema: readFileSync(new URL('payments.graphql', import.meta.url), 'utf8'),
  jit: 1,
  cache: true,
  resolvers: {
    Query: {
      payment: (_source, { ref }) => paymentOf(ref),
      payments: (_source, { refs }) => ({ items: refs.map(paymentOf) }),
    },
  },
});
await app.listen({ port: 0, host: '127.0.0.1' });
process.stdout.write(`listening ${app.server.address().port}\n`);

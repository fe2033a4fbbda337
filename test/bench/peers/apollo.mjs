import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import responseCache from '@apollo/server-plugin-response-cache';
import { ApolloServerPluginCacheControl } from '@apollo/server/plugin/cacheControl';
import { startStandaloneServer } from '@apollo/server/standalone';
import DataLoader from 'dataloader';
import { paymentOf, secondsOf } from './asking.mjs';

const { REMEMBERS, HAS_PENDING } = process.env;
const server = new ApolloServer({
  typeDefs: readFileSync(new URL('payments.graphql', import.meta.url), 'utf8'),
  resolvers: {
    Query: {
      payment: HAS_PENDING === '1' ? hintedPayment : (_source, { ref }, { payments }) => payments.load(ref),
      payments: (_source, { refs }, { payments }) => ({ items: refs.map((ref) => payments.load(ref)) }),
    },
  },
  plugins:
    REMEMBERS === '1'
      ? [ApolloServerPluginCacheControl({ defaultMaxAge: 3_600 }), (responseCache.default ?? responseCache)()]
      : [],
  includeStacktraceInErrorResponses: false,
});
const { url } = await startStandaloneServer(server, {
  listen: { port: 0, host: '127.0.0.1' },
  context: () =>
    Promise.resolve({
      payments: new DataLoader((refs) => Promise.all(refs.map(paymentOf)), {
        cacheKeyFn: ({ paymentId }) => paymentId,
      }),
    }),
});
process.stdout.write(`listening ${new URL(url).port}\n`);

// What has not ended must not be answered from the cache for as long as the rest.
async function hintedPayment(_source, { ref }, { payments }, { cacheControl }) {
  const payment = await payments.load(ref);
  cacheControl.setCacheHint({ maxAge: secondsOf(payment) });
  return payment;
}

import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import responseCache from '@apollo/server-plugin-response-cache';
import { ApolloServerPluginCacheControl } from '@apollo/server/plugin/cacheControl';
import { startStandaloneServer } from '@apollo/server/standalone';
import DataLoader from 'dataloader';
import { paymentOf } from './asking.mjs';

const remembers = process.env.REMEMBERS === '1';
const server = new ApolloServer({
  typeDefs: readFileSync(new URL('payments.graphql', import.meta.url), 'utf8'),
  resolvers: {
    Query: {
      payment: (_source, { ref }, { payments }) => payments.load(ref.paymentId),
      payments: (_source, { refs }, { payments }) => ({ items: refs.map(({ paymentId }) => payments.load(paymentId)) }),
    },
  },
  plugins: remembers
    ? [ApolloServerPluginCacheControl({ defaultMaxAge: 3_600 }), (responseCache.default ?? responseCache)()]
    : [],
  includeStacktraceInErrorResponses: false,
});
const { url } = await startStandaloneServer(server, {
  listen: { port: 0, host: '127.0.0.1' },
  context: () => Promise.resolve({ payments: new DataLoader((ids) => Promise.all(ids.map(paymentOf))) }),
});
process.stdout.write(`listening ${new URL(url).port}\n`);

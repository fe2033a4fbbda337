import { z } from 'zod';

/** Where the gateway listens and how it stops. */
export const serverSettings = z
  .strictObject({
    host: z.string().min(1).default('127.0.0.1').describe('address to listen on; `HOST` wins'),
    port: z.int().min(0).max(65_535).default(4000).describe('port to listen on, 0 for a free one; `PORT` wins'),
    graphiql: z.boolean().default(true).describe('whether a browser gets GraphiQL at `/graphql`'),
    shutdownDelayMs: z
      .int()
      .min(0)
      .max(600_000)
      .default(0)
      .describe('after SIGTERM: how long new connections are still taken, `/health/ready` already saying 503'),
    shutdownGraceMs: z
      .int()
      .min(0)
      .max(600_000)
      .default(20_000)
      .describe('after that: how long requests under way may take to finish'),
  })
  .prefault({});

import { z } from 'zod';
import { corsSettings } from './cors.ts';
import type { Surroundings } from './surroundings.ts';
import { tlsSettings } from './tls.ts';
import { MAX_WORKERS } from './workers.ts';

const milliseconds = z.int().min(10).max(3_600_000);

/** Where the gateway listens, how long callers may take, and how it stops. */
export function serverSettings(around: Surroundings) {
  return z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1').describe('address to listen on; `HOST` wins'),
      port: z.int().min(0).max(65_535).default(4000).describe('port to listen on, 0 for a free one; `PORT` wins'),
      adminHost: z.string().min(1).default('127.0.0.1').describe('address `adminPort` is on'),
      adminPort: z
        .int()
        .min(0)
        .max(65_535)
        .optional()
        .describe(
          'a port for `/metrics` and `/health` alone, 0 for a free one; `/metrics` is on the main one without it, for this machine only',
        ),
      workers: z
        .int()
        .min(1)
        .max(MAX_WORKERS)
        .default(1)
        .describe('processes that answer, for as many cores; see “Several cores”'),
      graphiql: z.boolean().default(true).describe('whether a browser gets GraphiQL at `/graphql`'),
      cors: corsSettings.optional(),
      tls: tlsSettings(around).optional(),
      maxConnections: z
        .int()
        .min(1)
        .max(1_000_000)
        .default(10_000)
        .describe('connections at once; one more takes the place of the one idle for the longest, or is closed itself'),
      maxConnectionsPerAddress: z
        .int()
        .min(1)
        .max(1_000_000)
        .optional()
        .describe('of these from one address (IPv6: one /64); as many as there may be, since proxies have one address'),
      headersTimeoutMs: milliseconds
        .default(10_000)
        .describe('how long the head of a request may take to arrive; 408 after that'),
      requestTimeoutMs: milliseconds
        .default(30_000)
        .describe('how long a whole request may take to arrive; 408 after that'),
      idleTimeoutMs: milliseconds
        .default(75_000)
        .describe(
          'how long a connection is kept for the next request; longer than the load balancer in front keeps it',
        ),
      answerTimeoutMs: milliseconds
        .default(60_000)
        .describe(
          'how long an answer, or an event of a stream, may take to be read; the connection is closed after that',
        ),
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
    .prefault({})
    .refine(({ headersTimeoutMs, requestTimeoutMs }) => headersTimeoutMs <= requestTimeoutMs, {
      path: ['headersTimeoutMs'],
      error: 'expected no more than server.requestTimeoutMs, got more; lower it or raise the other',
    });
}

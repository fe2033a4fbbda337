import { z } from 'zod';
import { DEFAULT_DEADLINE_MS } from '../lookup/waiter.ts';
import { DEFAULT_UPSTREAM_LIMITS as DEFAULTS } from '../upstream/limits.ts';
import { callerLimits } from './caller-limits.ts';

const milliseconds = z.int().min(1).max(600_000);

/** Bounds on what callers may ask and on what upstreams are asked. */
export const limitSettings = z
  .strictObject({
    perAccount: z
      .strictObject({
        concurrency: z
          .int()
          .min(1)
          .max(10_000)
          .default(DEFAULTS.perAccount.concurrency)
          .describe('inquiries under way at once'),
        ratePerSecond: z
          .number()
          .min(0.01)
          .max(100_000)
          .default(DEFAULTS.perAccount.ratePerSecond)
          .describe('attempts begun in a second'),
        queue: z
          .int()
          .min(0)
          .max(1_000_000)
          .default(DEFAULTS.perAccount.queue)
          .describe(
            'inquiries that may wait for a slot; when there are more, one of the caller with most of them is refused at once',
          ),
      })
      .prefault({}),
    deadlineMs: milliseconds
      .default(DEFAULT_DEADLINE_MS)
      .describe('how long a caller waits for a lookup, its retries and its waiting for a slot included'),
    attempts: z.int().min(1).max(10).default(DEFAULTS.attempts).describe('attempts for one inquiry'),
    attemptTimeoutMs: milliseconds
      .optional()
      .describe(
        `one attempt, from connecting to the last byte; ${DEFAULTS.attemptTimeoutMs}, or the deadline if that is shorter; less, down to half, where it would leave no time for another`,
      ),
    connectTimeoutMs: milliseconds.default(DEFAULTS.connectTimeoutMs).describe('connecting to an upstream'),
    answerBytes: z
      .int()
      .min(1_024)
      .max(104_857_600)
      .default(DEFAULTS.answerBytes)
      .describe('the longest upstream answer that is read'),
    clockToleranceMs: z
      .int()
      .min(1_000)
      .max(86_400_000)
      .default(DEFAULTS.clockToleranceMs)
      .describe('how far a signed response time may be from the gateway’s before it counts as a replay'),
    references: z.int().min(1).max(10_000).default(200).describe('the longest `refs` of `payments`'),
    subscriptions: z.int().min(0).max(1_000_000).default(10_000).describe('subscriptions at once'),
    subscriptionsPerCaller: z
      .int()
      .min(0)
      .max(1_000_000)
      .default(1_000)
      .describe('of these one caller may have; all anonymous ones count as one'),
    ...callerLimits,
  })
  .prefault({})
  .transform(({ attemptTimeoutMs, deadlineMs, ...rest }) => ({
    ...rest,
    deadlineMs,
    attemptTimeoutMs: attemptTimeoutMs ?? Math.min(DEFAULTS.attemptTimeoutMs, deadlineMs),
  }))
  .refine(({ attemptTimeoutMs, deadlineMs }) => attemptTimeoutMs <= deadlineMs, {
    path: ['attemptTimeoutMs'],
    error: 'expected no more than limits.deadlineMs, got more; lower it or raise the deadline',
  });

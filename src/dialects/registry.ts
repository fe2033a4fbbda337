import type { DialectAdapter } from './dialect.ts';
import { payQuery } from './pay-query/adapter.ts';

/** Every dialect the gateway speaks. */
export const dialects: readonly DialectAdapter[] = [payQuery];

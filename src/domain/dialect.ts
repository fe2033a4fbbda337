/** The upstream query APIs, by the names callers use. A new one is added here and in `dialects/registry.ts`. */
export const DIALECTS = ['PAY_QUERY', 'INQUIRY_PAYMENT', 'TRADE_QUERY'] as const;

/** Names one upstream query API. */
export type Dialect = (typeof DIALECTS)[number];

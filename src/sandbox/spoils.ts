import type { NumberText } from './json.ts';

/** What is done to an answer. */
export interface Spoils {
  readonly delayMs?: number;
  /** Answer with this instead of the payment. */
  readonly instead?: 'unknown' | 'throttled' | 'another';
  /** Answer with this result code instead of the payment. */
  readonly code?: string;
  /** Give the payment this status word. */
  readonly status?: string;
  /** Write this where the payment's amount belongs. */
  readonly amount?: string | NumberText;
  /** Write this where the currency of the payment's amount belongs. */
  readonly currency?: string;
  readonly withoutIds?: true;
  /** PAY_QUERY: name another request message in the head. */
  readonly otherMessage?: true;
  /** How the body is written before it is signed. */
  readonly content?: 'words' | 'empty' | 'padded' | 'nested' | 'doubled' | 'not-utf-8' | 'gbk';
  readonly signature?: 'wrong' | 'absent' | 'half' | 'doubled';
  /** Whether the body is changed after it was signed. */
  readonly altered?: true;
  /** How far back the time of the answer lies. */
  readonly ageMs?: number;
  /** Answer with this page, which is none of the upstream's own. */
  readonly page?: 'error-500' | 'html-502' | 'html-503';
  readonly httpStatus?: number;
  readonly contentType?: string;
  readonly retryAfter?: { readonly seconds: number; readonly as: 'seconds' | 'date' };
  readonly location?: string;
  /** More headers than anybody needs, or a longer one. */
  readonly headers?: 'many' | 'long';
  readonly compressed?: 'body' | 'bomb';
  readonly transport?: Transport;
  /** How long after one another the bytes are sent that drip. */
  readonly dripMs?: number;
}

/** What is done to an answer on its way. */
export type Transport =
  | 'early-hints'
  | 'continue'
  | 'words'
  | 'reset'
  | 'silent'
  | 'truncated'
  | 'stalled'
  | 'drip'
  | 'endless'
  | 'hang-up'
  | 'stale';

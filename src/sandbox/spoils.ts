/** What is done to an answer. */
export interface Spoils {
  readonly delayMs?: number;
  /** Answer with this instead of the payment. */
  readonly instead?: 'unknown' | 'throttled' | 'another';
  /** Answer with this result code instead of the payment. */
  readonly code?: string;
  /** Give the payment this status word. */
  readonly status?: string;
  readonly withoutIds?: true;
  /** PAY_QUERY: name another request message in the head. */
  readonly otherMessage?: true;
  readonly signature?: 'wrong' | 'absent' | 'half' | 'doubled';
  /** How far back the time of the answer lies. */
  readonly ageMs?: number;
  readonly httpStatus?: number;
  readonly content?: 'html' | 'words' | 'padded';
  readonly transport?: 'reset' | 'truncated' | 'stalled' | 'endless';
}

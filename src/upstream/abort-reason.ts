/** Why the signal aborted, as what can be thrown. */
export function abortReason({ reason }: { readonly reason: unknown }): Error {
  return reason instanceof Error ? reason : new Error('aborted', { cause: reason });
}

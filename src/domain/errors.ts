/**
 * An answer could not be read, so it says nothing of the payment. The message names the field, what was expected
 * and what was got; it holds no personal data, so only amounts, currencies and classes of results are quoted.
 */
export class MalformedAnswerError extends Error {
  override readonly name: string = 'MalformedAnswerError';
}

/** An error as it may be written down. */
export interface DescribedError {
  readonly name: string;
  readonly message: string;
  readonly frames: readonly string[];
  readonly cause?: DescribedError;
}

/** Describes an error without what its message may quote: identifiers, keys and tokens, all of which hold digits. */
export function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { name: typeof error, message: '', frames: [] };
  const frames = (error.stack ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .slice(0, 12);
  const described = { name: error.name, message: withoutIdentifiers(error.message), frames };
  if (error.cause === undefined || depth >= 3) return described;
  return { ...described, cause: describeError(error.cause, depth + 1) };
}

function withoutIdentifiers(message: string): string {
  return message.slice(0, 500).replaceAll(/(?=[\w+/=.-]*\d)[\w+/=.-]{6,}/g, '[redacted]');
}

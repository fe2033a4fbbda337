import { LateError } from './in-time.ts';

/**
 * What became of a command to the server: it was `answered`, or `late`, or `unsent` because the server is not connected
 * or left alone after failures; or the server was `full` or `refused` it for another reason; or the connection was `lost`.
 */
export const COMMAND_OUTCOMES = ['answered', 'late', 'unsent', 'full', 'refused', 'lost'] as const;
export type CommandOutcome = (typeof COMMAND_OUTCOMES)[number];

/** The outcome a command's error stands for. */
export function outcomeOf(error: unknown): CommandOutcome {
  if (error instanceof LateError) return 'late';
  // What the server itself said; anything else is the connection's.
  if (!(error instanceof Error) || error.name !== 'ReplyError') return 'lost';
  return error.message.startsWith('OOM ') ? 'full' : 'refused';
}

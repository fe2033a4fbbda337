import type { IncomingMessage } from 'node:http';
import type { GraphQLError } from 'graphql';
import type { Caller } from '../graphql/context.ts';

/** One HTTP request on its way to the graph. Of `caller` and `refusal` it has one. */
export interface Arrival {
  readonly req: IncomingMessage;
  readonly requestId: string;
  readonly caller?: Caller;
  readonly refusal?: GraphQLError;
  /** Aborted when the caller has left or the answer is complete. */
  readonly left: AbortController;
}

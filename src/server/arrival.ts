import type { IncomingMessage } from 'node:http';
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Tally } from '../graphql/context.ts';
import type { AdmittedCaller } from './access/caller.ts';
import type { RequestRecord } from './audit/request-record.ts';
import type { RequestBody } from './body.ts';
import type { Departure } from './departure.ts';
import type { Outcome } from './outcome.ts';

/** One HTTP request on its way to the graph. Of `caller` and `refusal` it has one. */
export interface Arrival {
  readonly req: IncomingMessage;
  readonly requestId: string;
  readonly body: RequestBody;
  readonly caller?: AdmittedCaller;
  readonly refusal?: GraphQLError;
  readonly tally: Tally;
  readonly outcome: Outcome;
  /** Absent where nothing is recorded. */
  readonly record?: RequestRecord;
  /** Aborted when the caller has left or the answer is complete. */
  readonly left: Departure;
  /** The result of the operation where the fast path has run it and found errors, which it leaves to yoga to tell. */
  executed?: ExecutionResult;
}

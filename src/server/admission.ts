import type { IncomingMessage } from 'node:http';
import type { Authenticate } from './access/authenticate.ts';
import { StillWithoutKeys } from './access/provider-keys.ts';
import type { Arrival } from './arrival.ts';
import type { Cors } from './cors.ts';
import { isSimpleFromBrowser } from './cross-site.ts';
import { forbidden, unauthenticated, undecided } from './refusals.ts';

/** Decides who sends a request, or why it is refused, before anything of it is read. */
export async function admit(
  request: IncomingMessage,
  authenticate: Authenticate,
  cors: Pick<Cors, 'allows'>,
  onFault: (error: unknown) => void,
): Promise<Pick<Arrival, 'caller' | 'refusal'>> {
  if (isSimpleFromBrowser(request, cors)) {
    return {
      refusal: forbidden('Pages of other sites may not ask. Send content-type: application/json from this origin.'),
    };
  }
  try {
    const caller = await authenticate(request);
    if (caller === null) return { refusal: unauthenticated() };
    return { caller };
  } catch (error) {
    if (!(error instanceof StillWithoutKeys)) onFault(error);
    return { refusal: undecided() };
  }
}

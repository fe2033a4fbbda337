import type { Target } from './target.ts';
import { configuration } from './targets/configuration.ts';
import { graphqlRequests } from './targets/graphql-requests.ts';
import { httpBytes } from './targets/http-bytes.ts';
import { identifiers } from './targets/identifiers.ts';
import { judgement } from './targets/judgement.ts';
import { redisEntries } from './targets/redis-entries.ts';
import { scalars } from './targets/scalars.ts';
import { signatureHeaders } from './targets/signature-headers.ts';
import { signedSlice } from './targets/signed-slice.ts';
import { sourceJson } from './targets/source-json.ts';
import { upstreamHttp } from './targets/upstream-http.ts';
import { wireReaders } from './targets/wire-readers.ts';

/** Everything that is given hostile inputs. */
export const targets: readonly Target[] = [
  signedSlice,
  signatureHeaders,
  sourceJson,
  scalars,
  wireReaders,
  judgement,
  identifiers,
  redisEntries,
  configuration,
  httpBytes,
  graphqlRequests,
  upstreamHttp,
];

import type { Target } from './target.ts';
import { judgement } from './targets/judgement.ts';
import { signatureHeaders } from './targets/signature-headers.ts';
import { signedSlice } from './targets/signed-slice.ts';
import { sourceJson } from './targets/source-json.ts';
import { wireReaders } from './targets/wire-readers.ts';

/** Everything that is given hostile inputs. */
export const targets: readonly Target[] = [signedSlice, signatureHeaders, sourceJson, wireReaders, judgement];

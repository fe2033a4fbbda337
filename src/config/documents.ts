import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { documentFault } from '../graphql/document-fault.ts';
import { kindOf, limitsOf, type CallerLimits, type LimitsSaid } from './caller-limits.ts';
import type { Access } from './config.ts';
import { DocumentVerdicts } from './document-verdicts.ts';
import { pathText, type Fault } from './faults.ts';
import { readBy } from './fault-text.ts';
import { readManifest, type Documents } from './manifest.ts';
import { readNamedFile } from './named-file.ts';
import type { Surroundings } from './surroundings.ts';

/** Documents that callers may run by their ids. */
export const documentSettings = z
  .strictObject({
    manifests: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe(
        'files of documents by id, all of which are registered; without it `schema/typed/persisted-documents.json`',
      ),
  })
  .prefault({});

// Thousands of releases' documents.
const MAX_BYTES = 33_554_432;

const OWN = fileURLToPath(new URL('../../schema/typed/persisted-documents.json', import.meta.url));

/** The limits of each configured caller, the widest a token can have for tokens; none where none are configured. */
export function limitsOfCallers(access: Access, everybodys: LimitsSaid): CallerLimits[] {
  if (access.kind === 'loopback') return [];
  const { anonymous, apiKeys, jwt } = access;
  return [
    ...(anonymous ? [limitsOf(kindOf(true, anonymous.permissions), everybodys, anonymous.limits)] : []),
    ...apiKeys.map(({ permissions, limits }) => limitsOf(kindOf(false, permissions), everybodys, limits)),
    ...(jwt ? [limitsOf('bulk', everybodys, jwt.limits)] : []),
  ];
}

/** Reads all registered documents; whatever is wrong with any of them is added to the faults. */
export function readDocuments(
  value: unknown,
  around: Surroundings,
  callers: readonly CallerLimits[],
  faults: Fault[],
): Documents {
  const settings = readBy(documentSettings, value, ['documents'], faults);
  const named = settings?.manifests;
  // The gateway's own fit its schema, and whoever sets low limits has not chosen them: they are held to them when run.
  const { verdicts = new DocumentVerdicts() } = around;
  const faultOf =
    named === undefined ? () => null : verdicts.remembering(callers, (text) => documentFault(text, callers));
  const registered = new Map<string, string>();
  for (const [index, name] of (named ?? [OWN]).entries()) {
    const complain = (message: string): void => {
      faults.push({ path: pathText(['documents', 'manifests', index]), message });
    };
    const file = readNamedFile(name, MAX_BYTES, around);
    if ('fault' in file) {
      complain(file.fault);
      continue;
    }
    const manifest = readManifest(file.text);
    for (const fault of manifest.faults) complain(`${name}: ${fault}`);
    for (const { id, text } of manifest.documents) {
      // The same document in another manifest, perhaps of an older release.
      if (registered.has(id)) continue;
      const fault = faultOf(id, text);
      if (fault === null) registered.set(id, text);
      else complain(`${name}: ${id}: ${fault}; mend the document or leave it out`);
    }
  }
  return registered;
}

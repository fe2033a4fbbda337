import { z } from 'zod';
import type { Permission } from '../graphql/context.ts';
import type { DocumentLimits } from '../graphql/document-limits.ts';

/** What one request of a caller may be, and what one of its operations may cost. */
export interface CallerLimits extends DocumentLimits {
  readonly bodyBytes: number;
  /** Upstream calls on a cold cache. */
  readonly callsPerOperation: number;
}

/** Callers by what they may ask for: nobody in particular, a client, or one that asks about hundreds at once. */
export type CallerKind = 'anonymous' | 'client' | 'bulk';

/** What kind of caller it is. */
export function kindOf(isAnonymous: boolean, permissions: Iterable<Permission>): CallerKind {
  if (new Set(permissions).has('bulk')) return 'bulk';
  return isAnonymous ? 'anonymous' : 'client';
}

/** What holds where the configuration says nothing. */
export const CALLER_LIMITS: Readonly<Record<CallerKind, CallerLimits>> = {
  anonymous: {
    ...{ bodyBytes: 102_400, documentBytes: 16_384, documentTokens: 1_000 },
    ...{ depth: 8, aliases: 15, rootFields: 10, directives: 20, callsPerOperation: 20 },
  },
  client: {
    ...{ bodyBytes: 102_400, documentBytes: 32_768, documentTokens: 2_000 },
    ...{ depth: 10, aliases: 30, rootFields: 20, directives: 50, callsPerOperation: 50 },
  },
  bulk: {
    ...{ bodyBytes: 262_144, documentBytes: 65_536, documentTokens: 5_000 },
    ...{ depth: 12, aliases: 50, rootFields: 20, directives: 50, callsPerOperation: 200 },
  },
};

const count = (min: number, max: number) => z.int().min(min).max(max).optional();

const perCaller = {
  bodyBytes: count(1_024, 104_857_600),
  documentBytes: count(64, 104_857_600),
  documentTokens: count(10, 1_000_000),
  depth: count(1, 200),
  aliases: count(0, 1_000_000),
  rootFields: count(1, 1_000_000),
  directives: count(0, 1_000_000),
  callsPerOperation: count(1, 1_000_000),
} as const satisfies Record<keyof CallerLimits, z.ZodType>;

/** Limits of one caller that differ from those of everybody. */
export const ownLimits = z
  .strictObject(perCaller)
  .optional()
  .describe(`limits of its own: any of ${Object.keys(perCaller).join(', ')}, as under \`limits\``)
  .meta({ isDescribedElsewhere: true });

const described = (key: keyof CallerLimits, what: string) => {
  const { anonymous, client, bulk } = CALLER_LIMITS;
  return perCaller[key].describe(
    `${what}; ${anonymous[key]} for anonymous callers, ${client[key]} for others, ${bulk[key]} for those with the permission \`bulk\``,
  );
};

/** The same for everybody, whatever kind of caller it is. */
export const callerLimits = {
  bodyBytes: described('bodyBytes', 'the longest request body'),
  documentBytes: described('documentBytes', 'the longest GraphQL document, in bytes'),
  documentTokens: described('documentTokens', 'the longest GraphQL document, in tokens'),
  depth: described('depth', 'levels of fields in an operation'),
  aliases: described('aliases', 'aliases in an operation, those in fragments counted wherever they are spread'),
  rootFields: described('rootFields', 'fields at the root of an operation'),
  directives: described('directives', 'directives in an operation'),
  callsPerOperation: described('callsPerOperation', 'upstream calls an operation may cost on a cold cache'),
} as const;

/** What configurations may say of a caller's limits. */
export type LimitsSaid = { readonly [Key in keyof CallerLimits]?: CallerLimits[Key] | undefined };

/** The limits of one caller: its own, else those of everybody, else those of its kind. */
export function limitsOf(kind: CallerKind, everybodys: LimitsSaid, own: LimitsSaid = {}): CallerLimits {
  const of = (key: keyof CallerLimits) => own[key] ?? everybodys[key] ?? CALLER_LIMITS[kind][key];
  return {
    bodyBytes: of('bodyBytes'),
    documentBytes: of('documentBytes'),
    documentTokens: of('documentTokens'),
    depth: of('depth'),
    aliases: of('aliases'),
    rootFields: of('rootFields'),
    directives: of('directives'),
    callsPerOperation: of('callsPerOperation'),
  };
}

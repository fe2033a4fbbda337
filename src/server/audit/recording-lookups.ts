import type { Demand } from '../../domain/demand.ts';
import type { AskedReference } from '../../domain/reference.ts';
import type { Lookup, OperationLookups } from '../../lookup/lookup.ts';
import type { NotedReferences } from './noted-references.ts';

/** The same lookups, each noted with what came of it. */
export function recordingLookups(lookups: OperationLookups, noted: NotedReferences): OperationLookups {
  return {
    async find(asked, demand) {
      const settle = noted.asking(asked, demand);
      try {
        const lookup = await lookups.find(asked, demand);
        noted.answered(asked, demand, lookup);
        return lookup;
      } catch (error) {
        noted.unanswered(asked, demand, 'unanswered');
        throw error;
      } finally {
        settle();
      }
    },
    watch(asked, demand, signal) {
      noted.unanswered(asked, demand, 'watched');
      return answersOf(lookups.watch(asked, demand, signal), asked, demand, noted);
    },
    resolve: (asked) => lookups.resolve(asked),
    accounts: () => lookups.accounts(),
    statistics: () => lookups.statistics(),
    // What is recorded is gathered lookup by lookup.
    basis: () => null,
    looks: () => null,
    ahead: (looks) => lookups.ahead(looks),
    explain: () => lookups.explain(),
  };
}

async function* answersOf(
  answers: AsyncIterable<Lookup>,
  asked: AskedReference,
  demand: Demand,
  noted: NotedReferences,
): AsyncGenerator<Lookup> {
  for await (const lookup of answers) {
    noted.answered(asked, demand, lookup);
    yield lookup;
  }
}

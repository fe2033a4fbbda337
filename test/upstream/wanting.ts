import { Askers, type Flow } from '../../src/upstream/askers.ts';

/** An operation of this caller. */
export function operation(caller: string | null = null): Flow {
  return { caller };
}

/** Those of an inquiry that these operations want, each until then. */
export function wantedBy(wanted: Iterable<readonly [flow: Flow, until: number]>): Askers {
  const askers = new Askers();
  for (const [flow, until] of wanted) askers.add({ flow, until });
  return askers;
}

/** Those of an inquiry that one operation wants, however long it takes. */
export function wantedByOne(flow: Flow): Askers {
  return wantedBy([[flow, Infinity]]);
}

import { CONNECTION } from './faults/connection.ts';
import { DISTRUSTED } from './faults/distrusted.ts';
import type { Fault } from './faults/fault.ts';
import { HTTP } from './faults/http.ts';
import { SAID } from './faults/said.ts';
import { SPELLED } from './faults/spelled.ts';

/** Every fault, in the order the documentation lists them. */
export const FAULTS: readonly Fault[] = [...SAID, ...DISTRUSTED, ...SPELLED, ...HTTP, ...CONNECTION];

/** The fault of this name, which must be one of the table. */
export function faultNamed(name: string): Fault {
  const fault = FAULTS.find((candidate) => candidate.name === name);
  if (fault === undefined) throw new Error(`there is no fault named ${name}`);
  return fault;
}

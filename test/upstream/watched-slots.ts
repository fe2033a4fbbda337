import type { UpstreamLimits } from '../../src/upstream/limits.ts';
import { somebody } from '../../src/upstream/askers.ts';
import { Slots, type Slot } from '../../src/upstream/slots.ts';
import { settled, VirtualClock } from '../clock/virtual-clock.ts';

/** Slots, and by name who got one, in order. */
export function watched(limits: UpstreamLimits['perAccount']) {
  const clock = new VirtualClock();
  const slots = new Slots(limits, clock);
  const begun: string[] = [];
  const held: Slot[] = [];
  const take = (name: string, askers = somebody(), signal = new AbortController().signal) =>
    slots.take(askers, signal).then((slot) => {
      begun.push(name);
      held.push(slot);
    });
  /** Releases whoever has held a slot longest. */
  const release = async () => {
    held.shift()!.release();
    await settled();
  };
  return { clock, slots, begun, held, take, release };
}

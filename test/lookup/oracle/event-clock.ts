import type { Clock } from '../../../src/domain/clock.ts';
import { sleep } from '../../../src/upstream/sleep.ts';
import { settled } from '../../clock/virtual-clock.ts';

interface Event {
  readonly at: number;
  /** Null once it is off. */
  happen: (() => void) | null;
}

/** Time that passes from event to event, however many wait: a heap, where the virtual clock searches a list. */
export class EventClock implements Clock {
  #now = 1_700_000_000_000;
  #sleeping = 0;
  readonly #heap: Event[] = [];

  now(): number {
    return this.#now;
  }

  /** How many sleep. */
  get sleeping(): number {
    return this.#sleeping;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return sleep(this, ms, signal);
  }

  after(ms: number, then: () => void): () => void {
    this.#sleeping += 1;
    const end = () => {
      if (event.happen === null) return;
      this.#sleeping -= 1;
      event.happen = null;
    };
    const event = this.at(this.#now + Math.max(0, ms), () => {
      end();
      then();
    });
    return end;
  }

  /** Has it happen at that time. */
  at(time: number, happen: () => void): Event {
    const event: Event = { at: time, happen };
    const heap = this.#heap;
    let place = heap.push(event) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (heap[parent]!.at <= time) break;
      heap[place] = heap[parent]!;
      place = parent;
    }
    heap[place] = event;
    return event;
  }

  /** Lets time pass until nothing more is going to happen, or until then. */
  async run(until = Infinity): Promise<void> {
    await settled();
    for (let event = this.#heap[0]; event !== undefined && event.at <= until; event = this.#heap[0]) {
      this.#drop();
      if (event.happen === null) continue;
      this.#now = Math.max(this.#now, event.at);
      event.happen();
      await settled();
    }
    if (until !== Infinity) this.#now = Math.max(this.#now, until);
  }

  #drop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let place = 0;
    for (let child = 1; child < heap.length; child = 2 * place + 1) {
      if (child + 1 < heap.length && heap[child + 1]!.at < heap[child]!.at) child += 1;
      if (last.at <= heap[child]!.at) break;
      heap[place] = heap[child]!;
      place = child;
    }
    heap[place] = last;
  }
}

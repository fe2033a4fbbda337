import { Line, type Target } from './line.ts';
import type { Asking } from './works.ts';

/** What so many requests came to. */
export interface Load {
  readonly requests: number;
  readonly ms: number;
  /** In milliseconds, in the order in which they ended. */
  readonly latencies: Float64Array;
  /** Of answers that were not the expected one; the first. */
  readonly wrong: readonly string[];
  readonly wrongCount: number;
}

/**
 * Sends requests over open connections, one at a time on each, and compares every answer. Over bare sockets, since a
 * client that costs more than the server would be all that is measured; over the same ones before and while it is measured,
 * since Node takes one new connection in each turn of its event loop, and the last of 64 would wait for 64 turns.
 */
export async function load(
  lines: readonly Line[],
  asking: (n: number) => Asking,
  requests: number,
  first = 0,
): Promise<Load> {
  const answers = new Answers(requests);
  let next = 0;
  const run = async (line: Line): Promise<void> => {
    while (next < requests) {
      const asked = asking(first + next);
      next += 1;
      const sent = performance.now();
      answers.add(sent, asked, await line.ask(asked.body));
    }
  };
  await Promise.all(lines.map(run));
  return answers.load();
}

/**
 * Sends so many requests in a second at even times, whether or not earlier ones are answered. What is late counts from
 * when it should have been sent: whoever waits for its turn to be sent waits, too.
 */
export async function offer(
  target: Target,
  asking: (n: number) => Asking,
  requests: number,
  perSecond: number,
  first = 0,
): Promise<Load> {
  const answers = new Answers(requests);
  const idle: Line[] = [];
  const send = async (n: number, due: number): Promise<void> => {
    const asked = asking(first + n);
    const line = idle.pop() ?? (await Line.open(target));
    answers.add(due, asked, await line.ask(asked.body));
    idle.push(line);
  };
  const began = performance.now();
  const sent: Promise<void>[] = [];
  while (sent.length < requests) {
    const due = began + (sent.length / perSecond) * 1_000;
    const early = due - performance.now();
    // Timers are a millisecond late; the rest is waited out in turns of the event loop.
    if (early > 2) await new Promise((again) => setTimeout(again, early - 2));
    else if (early > 0) await new Promise((again) => setImmediate(again));
    if (performance.now() < due) continue;
    sent.push(send(sent.length, due));
  }
  await Promise.all(sent);
  for (const line of idle) line.close();
  return answers.load();
}

/** Some answers were not the expected ones. */
export class WrongAnswers extends Error {
  constructor({ wrong, wrongCount }: Load) {
    super(`${wrongCount} wrong answers, such as ${wrong.join('\n')}`);
  }
}

/** Judges answers as they come. */
class Answers {
  readonly #latencies: Float64Array;
  readonly #wrong: string[] = [];
  readonly #began = performance.now();
  #ended = 0;
  #wrongCount = 0;

  constructor(requests: number) {
    this.#latencies = new Float64Array(requests);
  }

  add(since: number, { data }: Asking, answer: string): void {
    this.#latencies[this.#ended] = performance.now() - since;
    this.#ended += 1;
    if (dataOf(answer) === data) return;
    this.#wrongCount += 1;
    if (this.#wrong.length < 1) this.#wrong.push(`expected ${data.slice(0, 300)}, got ${answer.slice(0, 600)}`);
  }

  load(): Load {
    return {
      requests: this.#ended,
      ms: performance.now() - this.#began,
      latencies: this.#latencies,
      wrong: this.#wrong,
      wrongCount: this.#wrongCount,
    };
  }
}

function dataOf(answer: string): string {
  try {
    return JSON.stringify((JSON.parse(answer) as { data?: unknown }).data);
  } catch {
    return answer;
  }
}

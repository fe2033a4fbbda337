import { DIALECTS } from '../../src/domain/dialect.ts';
import { refOf, type Surroundings } from './callers.ts';
import { rowOf, type GraphFault } from './client.ts';
import { SELECTIONS, updates } from './documents.ts';
import type { Item, Row } from './observation.ts';

interface Message {
  readonly data: { readonly paymentUpdates: Item };
  readonly errors?: readonly GraphFault[];
}

/** Subscriptions, as shops keep them open until a payment is made: each to one that is paid some seconds later. */
export function watcher({ client, names, random, keys }: Surroundings, giveUp: AbortSignal) {
  return async () => {
    const named = names.settling(random.pick(DIALECTS), random.int(1, 4));
    const terms = { key: keys.web, maxAge: null, timeoutMs: null };
    const messages: Row[] = [];
    let completed = false;
    try {
      const query = updates(random.pick(SELECTIONS));
      for await (const message of client.listen(query, { ref: refOf(named) }, terms, giveUp)) {
        if (/^event: complete/m.test(message)) completed = true;
        const data = /^data: (\{.*\})$/m.exec(message)?.[1];
        if (!/^event: next/m.test(message) || data === undefined) continue;
        const { data: told, errors = [] } = JSON.parse(data) as Message;
        const item = told.paymentUpdates;
        const answeredAt = Date.now();
        // What one message tells may be as old as the gateway's polling is slow.
        messages.push(rowOf(named, item, terms, { sentAt: answeredAt, answeredAt, errors }, ['paymentUpdates']));
      }
    } catch (error) {
      if (!giveUp.aborted) client.seen.faults.push(`subscription: ${String(error)}`);
    }
    client.seen.watches.push({ ...named, messages, completed });
  };
}

import { Pool } from 'undici';
import { LRUCache } from 'lru-cache';

// How the peers ask the upstream: unsigned, unverified, unchecked JSON in the graph's own shape.

const pool = new Pool(process.env.UPSTREAM, { connections: 64, pipelining: 1 });
const memory = process.env.REMEMBERS === '1' ? new LRUCache({ max: 100_000 }) : null;
const underWay = new Map();

async function fetchPayment(id) {
  const { body } = await pool.request({ path: `/plain/${id}`, method: 'GET' });
  return body.json();
}

/** A payment: from memory where that is on, else one call for all who ask at once. */
export function paymentOf(id) {
  const known = memory?.get(id);
  if (known !== undefined) return known;
  let asked = underWay.get(id);
  if (asked === undefined) {
    asked = fetchPayment(id).then((payment) => {
      underWay.delete(id);
      memory?.set(id, payment);
      return payment;
    });
    underWay.set(id, asked);
  }
  return asked;
}

import { Pool } from 'undici';
import { LRUCache } from 'lru-cache';

// How the peers ask the upstream: unsigned, unverified, unchecked JSON in the graph's own shape; or, where SIGNED says so,
// the three APIs.

const { UPSTREAM, REMEMBERS, SIGNED } = process.env;
const pool = new Pool(UPSTREAM, { connections: 64, pipelining: 1 });
const memory = REMEMBERS === '1' ? new LRUCache({ max: 100_000 }) : null;
const underWay = new Map();
const fetchPayment = SIGNED === '1' ? (await import('./signed.mjs')).signedOver(pool) : fetchPlain;

async function fetchPlain({ paymentId }) {
  const { body } = await pool.request({ path: `/plain/${paymentId}`, method: 'GET' });
  return body.json();
}

/** For how long what is known of a payment stands, in seconds: as ours has it. */
export function secondsOf({ payment }) {
  return payment.isFinal ? 3_600 : 3;
}

/** A payment: from memory where that is on, else one call for all who ask at once. */
export function paymentOf(ref) {
  const id = ref.paymentId;
  const known = memory?.get(id);
  if (known !== undefined) return known;
  let asked = underWay.get(id);
  if (asked === undefined) {
    asked = fetchPayment(ref).then((payment) => {
      underWay.delete(id);
      memory?.set(id, payment, payment.payment.isFinal ? {} : { ttl: secondsOf(payment) * 1_000 });
      return payment;
    });
    underWay.set(id, asked);
  }
  return asked;
}

/** The id a request is known by: the sender's own when it is one, so that it can be followed across services. */
export function requestIdFrom(given: string | string[] | undefined, newId: () => string): string {
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : newId();
}

/**
 * The type a JSON answer is sent as, by `Accept`; null where a stream of events, or nothing we have, would be sent
 * instead. The first that fits wins, since yoga, which decides everywhere else, heeds no weights.
 */
export function acceptedType(
  accept: string | undefined,
): 'application/json' | 'application/graphql-response+json' | null {
  if (accept === undefined || accept === '*/*' || accept === 'application/json') return 'application/json';
  for (const one of accept.replaceAll(/\s/g, '').toLowerCase().split(',')) {
    const [type = '', ...parameters] = one.split(';');
    const charset = parameters.find((parameter) => parameter.includes('charset='));
    if (charset !== undefined && charset !== 'charset=utf-8') continue;
    switch (type) {
      case 'application/graphql-response+json':
        return type;
      case 'application/json':
      case 'application/*':
      case '*/*':
        return 'application/json';
    }
  }
  return null;
}

const QUERY = `{
  payment(ref: { dialect: TRADE_QUERY, paymentId: "2013112011001004330000121536" }) {
    result { status }
    payment { status isFinal amount { amount currency } }
  }
}`;

/**
 * What sandbox mode prints when it is ready: where it is, where faults are added, and a first query that works when
 * pasted.
 */
export function banner(url: string, adminUrl: string): string {
  const body = JSON.stringify({ query: QUERY.replaceAll(/\s+/g, ' ') });
  return `
paygraph is ready, in sandbox mode: three emulated upstreams, throwaway keys, made-up payments.

  GraphiQL    ${url}/graphql
  Faults      ${adminUrl}   "Rehearsing faults" in the README tells how

A first query, for a shell:

curl -s ${url}/graphql -H 'content-type: application/json' -d '${body}'

The same for GraphiQL:

${QUERY}

`;
}

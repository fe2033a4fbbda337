// A worker of `crew-primary.ts`: begins as soon as it is told to, and does nothing more.

interface Told {
  readonly paygraph: readonly (readonly [kind: string, name: string])[];
}

process.on('message', ({ paygraph: items }: Told) => {
  if (items.some(([, name]) => name === 'begin'))
    process.send?.({ paygraph: [['tell', 'started', { url: 'http://localhost' }]] });
});

// A worker of `crew-primary.ts`: begins as soon as it is told to, and has then written a line and a half.

interface Told {
  readonly paygraph: readonly (readonly [kind: string, name: string])[];
}

process.on('message', ({ paygraph: items }: Told) => {
  if (!items.some(([, name]) => name === 'begin')) return;
  process.stdout.write('a line\nand half a', () =>
    process.send?.({ paygraph: [['tell', 'started', { url: 'http://localhost' }]] }),
  );
});

import { always } from './fault.ts';
import type { Fault } from './fault.ts';

/** Bodies that are hard to read. All are correctly signed where nothing else is said. */
export const SPELLED: readonly Fault[] = [
  always('not-json', 'Answers words instead of JSON; signed where the signature is a header.', { content: 'words' }),
  always('empty', 'Answers with an empty body; signed where the signature is a header.', { content: 'empty' }),
  always('oversized', 'Pads the body to more than 2 MiB.', { content: 'padded' }),
  always('deep-nesting', 'Nests 100,000 lists in a member.', { content: 'nested' }),
  always('duplicate-keys', 'Gives the status of the payment twice, first the right one, then another.', {
    content: 'doubled',
  }),
  always('invalid-utf8', 'Puts bytes into a text that are not UTF-8.', { content: 'not-utf-8' }),
  always('gbk', 'Writes the body in GBK, and says so.', {
    content: 'gbk',
    contentType: 'application/json;charset=GBK',
  }),
  always('wrong-content-type', 'Calls the right body text/html.', { contentType: 'text/html;charset=UTF-8' }),
  always('compressed', 'Compresses the right body with gzip, which nobody asked for.', { compressed: 'body' }),
  always('gzip-bomb', 'Compresses the body and 512 MiB of white space after it to about half a MiB.', {
    compressed: 'bomb',
  }),
];

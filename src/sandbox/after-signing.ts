import { gzipSync } from 'node:zlib';

import type { Spoils } from './spoils.ts';
import type { Answer } from './upstream.ts';

const MIB = 1024 * 1024;

/** What is done to an answer after it was worded and signed: its status, its headers, its coding, its way. */
export function afterSigning(answer: Answer, spoils: Spoils, now: number): Answer {
  const { httpStatus = answer.status, contentType, retryAfter, location, compressed, transport, dripMs } = spoils;
  return {
    status: httpStatus,
    headers: {
      ...answer.headers,
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      ...(retryAfter === undefined ? {} : { 'retry-after': retryAfterText(retryAfter, now) }),
      ...(location === undefined ? {} : { location }),
      ...(compressed === undefined ? {} : { 'content-encoding': 'gzip' }),
      ...flood(spoils.headers),
    },
    body: compressed === undefined ? answer.body : gzipped(Buffer.from(answer.body), compressed),
    ...(transport === undefined ? {} : { transport }),
    ...(dripMs === undefined ? {} : { dripMs }),
  };
}

function retryAfterText({ seconds, as }: NonNullable<Spoils['retryAfter']>, now: number): string {
  return as === 'seconds' ? String(seconds) : new Date(now + seconds * 1000).toUTCString();
}

function flood(headers: Spoils['headers']): Record<string, string> {
  switch (headers) {
    case undefined:
      return {};
    case 'long':
      return { 'x-flood': 'x'.repeat(MIB) };
    case 'many':
      return Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`x-flood-${index}`, 'x']));
  }
}

let blank: Buffer | undefined;

function gzipped(body: Buffer, compressed: 'body' | 'bomb'): Buffer {
  const packed = gzipSync(body);
  if (compressed === 'body') return packed;
  // Files one after another are one file to gzip, so that nobody needs the memory, or the time, to compress it all.
  blank ??= gzipSync(Buffer.alloc(MIB, ' '));
  return Buffer.concat([packed, ...Array.from({ length: 512 }, () => blank ?? packed)]);
}

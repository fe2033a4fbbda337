/** One HTTP answer, as it came. */
export interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  /** Whether its end was there. */
  readonly isWhole: boolean;
}

/** The bytes are no answers. */
export class NoHttp extends Error {
  override readonly name = 'NoHttp';
}

/** The answers of one connection, one after another, in the simplest of ways. Interim ones (1xx) are left out. */
export function answersIn(bytes: Buffer): Answer[] {
  const answers: Answer[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const [answer, after] = oneAnswer(rest);
    if (answer.status >= 200) answers.push(answer);
    rest = after;
  }
  return answers;
}

function oneAnswer(bytes: Buffer): [Answer, Buffer] {
  const at = bytes.indexOf('\r\n\r\n');
  if (at < 0) throw new NoHttp('a head without end');
  const [line = '', ...lines] = bytes.subarray(0, at).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3}) [ -~]*$/.exec(line)?.[1] ?? Number.NaN);
  if (Number.isNaN(status)) throw new NoHttp(`no status line: ${JSON.stringify(line.slice(0, 100))}`);
  const headers = new Map(
    lines.map((each) => {
      const [, name = '', value = ''] = /^([A-Za-z0-9-]+): ?(.*)$/.exec(each) ?? [];
      if (name === '') throw new NoHttp(`no header: ${JSON.stringify(each.slice(0, 100))}`);
      return [name.toLowerCase(), value] as const;
    }),
  );
  const [body, after, isWhole] = bodyOf(bytes.subarray(at + 4), status, headers);
  return [{ status, headers, body, isWhole }, after];
}

function bodyOf(
  bytes: Buffer,
  status: number,
  headers: ReadonlyMap<string, string>,
): [body: Buffer, after: Buffer, isWhole: boolean] {
  const none = Buffer.alloc(0);
  // An answer to HEAD announces a body that does not follow.
  const isNext = bytes.length === 0 || bytes.subarray(0, 9).toString('latin1') === 'HTTP/1.1 ';
  if (status < 200 || status === 204 || status === 304 || isNext) return [none, bytes, bytes.length > 0];
  const length = headers.get('content-length');
  if (length !== undefined) {
    const end = Number(length);
    return [bytes.subarray(0, end), bytes.subarray(end), bytes.length >= end];
  }
  if (headers.get('transfer-encoding') !== 'chunked') return [bytes, none, true];
  const chunks: Buffer[] = [];
  for (let rest = bytes; ;) {
    const at = rest.indexOf('\r\n');
    const size = Number.parseInt(rest.subarray(0, at).toString('latin1'), 16);
    if (at < 0 || Number.isNaN(size)) return [Buffer.concat(chunks), none, false];
    if (size === 0) return [Buffer.concat(chunks), rest.subarray(at + 4), true];
    chunks.push(rest.subarray(at + 2, at + 2 + size));
    rest = rest.subarray(at + 2 + size + 2);
  }
}

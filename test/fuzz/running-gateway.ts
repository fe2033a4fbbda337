import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { startGateway } from '../end-to-end/gateway.ts';
import { mustHold } from './target.ts';

/** A gateway in a process of its own, in sandbox mode, that can be asked anything. */
export interface RunningGateway {
  readonly host: string;
  readonly port: number;
  /** CPU time its main thread has taken, in milliseconds. */
  readonly cpuMs: () => number;
  /** Throws when it wrote down that something failed, or is gone. */
  readonly mustBeWell: () => void;
  readonly close: () => Promise<void>;
}

/** Starts one, which writes down nothing but what failed. */
export async function runGateway(): Promise<RunningGateway> {
  const gateway = await startGateway([], { LOG_LEVEL: 'error', NODE_ENV: 'production' });
  const { hostname, port } = new URL(gateway.url);
  const written = gateway.written().length;
  return {
    host: hostname,
    port: Number(port),
    cpuMs: () => cpuOf(gateway.process.pid ?? 0),
    mustBeWell: () => {
      mustHold(gateway.process.exitCode === null, `the gateway is gone: ${gateway.written().slice(-2_000)}`);
      const news = gateway.written().slice(written);
      const [failure] = /\{"level":"error".*/.exec(news) ?? [];
      mustHold(failure === undefined, `the gateway wrote: ${failure}`);
    },
    close: async () => {
      await gateway.stop();
    },
  };
}

/** Of a process's main thread, as Linux counts it; nothing where it is another system, which is then not measured. */
function cpuOf(pid: number): number {
  if (process.platform !== 'linux') return 0;
  return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'latin1').split(' ')[0]) / 1_000_000;
}

/** Sends the pieces one after another, then nothing more, and takes what comes until the other side has closed. */
export function exchange({ host, port }: RunningGateway, pieces: readonly Buffer[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect({ host, port, allowHalfOpen: true, noDelay: true });
    const hangs = () => {
      socket.destroy();
      reject(new Error('the connection hangs'));
    };
    // Whoever was stopped itself has first to see what came meanwhile.
    let late = setTimeout(() => {
      late = setTimeout(hangs, 1_000);
    }, 20_000);
    const end = () => {
      clearTimeout(late);
      socket.destroy();
      resolve(Buffer.concat(chunks));
    };
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      // A stream goes on for as long as anybody listens.
      if (isStream(chunks)) end();
    });
    socket.on('end', end).on('error', end);
    socket.on('connect', () => send(socket, pieces));
  });
}

function isStream(chunks: readonly Buffer[]): boolean {
  return /content-type: (?:text\/event-stream|multipart\/mixed)/i.test(chunks[0]?.toString('latin1') ?? '');
}

function send(socket: Socket, [piece, ...others]: readonly Buffer[]): void {
  if (socket.destroyed) return;
  if (piece === undefined) socket.end();
  else socket.write(piece, () => setImmediate(() => send(socket, others)));
}

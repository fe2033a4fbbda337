import { close, constants, fstat, open, read, write, type Stats } from 'node:fs';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { promisify } from 'node:util';

/** Where bytes go in the end. One call at a time. */
export interface Outlet {
  /** Writes some of the bytes, at least one, and says how many. Rejects when none could be written. */
  write(bytes: Uint8Array): Promise<number>;
  /** Opens a file of that name anew, after the old one was moved away. Goes on with the old one when it rejects. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

/** A file by its name, or something open already. */
export type Destination = { readonly file: string } | { readonly descriptor: number };

/** Opens it, without waiting for anyone to read. Rejects with the system's error when that cannot be. */
export async function openOutlet(destination: Destination): Promise<Outlet> {
  if ('file' in destination) return fileOutlet(destination.file);
  const { descriptor } = destination;
  if (!isStream(await statusOf(descriptor))) return descriptorOutlet(descriptor);
  // Standard error stays open for what Node itself may have to say in the end.
  return descriptor === 2 ? streamOutlet(process.stderr, false) : streamOutlet(socketOf(descriptor), true);
}

const opening = promisify(open);
const closing = promisify(close);
const reading = promisify(read);
const writing = promisify(write);
const statusOf = promisify(fstat);

async function fileOutlet(file: string): Promise<Outlet> {
  let descriptor = await openToAppend(file);
  if (isStream(await statusOf(descriptor))) return streamOutlet(socketOf(descriptor), true);
  // What a full disk or a crash cut off must not run into the next line.
  let isCut = await endsWithinLine(file);
  return {
    async write(bytes) {
      if (isCut) await writing(descriptor, '\n');
      isCut = false;
      return (await writing(descriptor, bytes)).bytesWritten;
    },
    async reopen() {
      const next = await openToAppend(file);
      try {
        isCut = await endsWithinLine(file);
      } catch (error) {
        await closing(next);
        throw error;
      }
      const old = descriptor;
      descriptor = next;
      await closing(old);
    },
    close: () => closing(descriptor),
  };
}

function descriptorOutlet(descriptor: number): Outlet {
  return {
    write: async (bytes) => (await writing(descriptor, bytes)).bytesWritten,
    reopen: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

/** A pipe or a socket. Node's own threads would wait for its reader, and the process could not even end meanwhile. */
function streamOutlet(stream: Writable, isOurs: boolean): Outlet {
  // Each write is told of it too.
  stream.on('error', () => undefined);
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        stream.write(bytes, (error) => {
          if (error == null) resolve(bytes.length);
          else reject(error);
        });
      }),
    reopen: () => Promise.resolve(),
    close: () => {
      if (isOurs) stream.destroy();
      return Promise.resolve();
    },
  };
}

function socketOf(descriptor: number): Socket {
  return new Socket({ fd: descriptor, readable: false, writable: true });
}

function openToAppend(file: string): Promise<number> {
  const { O_APPEND, O_CREAT, O_NONBLOCK, O_WRONLY } = constants;
  return opening(file, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, 0o640);
}

async function endsWithinLine(file: string): Promise<boolean> {
  const descriptor = await opening(file, 'r');
  try {
    const status = await statusOf(descriptor);
    if (!status.isFile() || status.size === 0) return false;
    const { buffer } = await reading(descriptor, Buffer.alloc(1), 0, 1, status.size - 1);
    return buffer[0] !== LINE_END;
  } finally {
    await closing(descriptor);
  }
}

const LINE_END = 0x0a;

function isStream(status: Stats): boolean {
  return status.isFIFO() || status.isSocket();
}

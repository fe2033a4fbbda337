interface Place {
  readonly host: string;
  readonly port: number;
}

/** The port for whoever runs the gateway cannot be listened on; the cause says why. */
export class AdminListenError extends Error {
  override readonly name = 'AdminListenError';
  readonly at: Place;
  constructor(at: Place, cause: unknown) {
    super('cannot listen on server.adminPort', { cause });
    this.at = at;
  }
}

/** Why listening failed, in a line that says what to change; null when it is something else. */
export function listenFault(error: unknown, at: Place): string | null {
  if (error instanceof AdminListenError) {
    return faultAt(error.cause, error.at, { host: 'server.adminHost', port: 'server.adminPort' });
  }
  return faultAt(error, at, { host: 'HOST', port: 'PORT' });
}

/** Says why it cannot listen there and exits with 1; what is no such reason is thrown on. */
export function exitForListening(error: unknown, at: { readonly host: string; readonly port: number }): never {
  const fault = listenFault(error, at);
  if (fault === null) throw error;
  process.stderr.write(`${fault}\n`);
  process.exit(1);
}

function faultAt(
  error: unknown,
  { host, port }: Place,
  names: { readonly host: string; readonly port: string },
): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use: set ${names.port} to another one, or to 0 for any free one.`;
    case 'EACCES':
      return `Port ${port} on ${host} may not be used by this user: set ${names.port} to 1024 or more.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine: set ${names.host} to one, such as 127.0.0.1 or 0.0.0.0.`;
    default:
      return null;
  }
}

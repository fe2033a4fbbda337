/** Why listening failed, in a line that says what to change; null when it is something else. */
export function listenFault(
  error: unknown,
  { host, port }: { readonly host: string; readonly port: number },
): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use: set PORT to another one, or to 0 for any free one.`;
    case 'EACCES':
      return `Port ${port} on ${host} may not be used by this user: set PORT to 1024 or more.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine: set HOST to one, such as 127.0.0.1 or 0.0.0.0.`;
    default:
      return null;
  }
}

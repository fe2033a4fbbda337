import { Counter, type Registry } from 'prom-client';

/** Counts connections to the main port that were not kept. */
export function addConnectionSeries(registry: Registry): (refused: number) => void {
  const refused = new Counter({
    name: 'paygraph_connections_refused_total',
    help: 'Connections closed because there were as many as there may be; see `server.maxConnections`.',
    registers: [registry],
  });
  return (connections) => refused.inc(connections);
}

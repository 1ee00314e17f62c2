import type { Server } from 'node:http';

/** A server that is about to listen cannot be closed yet: it is closed as soon as it does. */
export function closeServer(server: Server): void {
  server.on('listening', () => server.close());
  server.close();
  server.closeAllConnections();
}

import { once } from 'node:events';
import { createServer } from 'node:net';

/** The preferred port of the loopback interface, or any free one where it is taken. */
export async function findPort(preferred: number): Promise<number> {
  const probe = createServer().listen(preferred, '127.0.0.1');
  try {
    await once(probe, 'listening');
  } catch {
    return 0;
  }
  probe.close();
  await once(probe, 'close');
  return preferred;
}

import { once } from 'node:events';
import { createServer } from 'node:net';

/** The preferred port of the loopback interface, or any free one where it is taken. */
export async function findPort(preferred: number): Promise<number> {
  return (await freePort(preferred)) ?? (await freePort(0)) ?? 0;
}

/** Null where it is taken. */
async function freePort(asked: number): Promise<number | null> {
  const probe = createServer().listen(asked, '127.0.0.1');
  try {
    await once(probe, 'listening');
  } catch {
    return null;
  }
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' ? (address?.port ?? null) : null;
}

import { connect } from 'node:net';

/** One POST over a connection of its own. A server may answer, and close, before it has read the body. */
export interface Knock {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const ANSWER_WITHIN_MS = 30_000;

/** The status of the answer; null when the connection is cut without one, or nothing comes in time. */
export function knock({ url, headers = {}, body }: Knock): Promise<number | null> {
  const { hostname, port, pathname, host } = new URL(url);
  const lines = Object.entries({
    host,
    'content-type': 'application/json',
    'content-length': String(body.length),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  const answered = Promise.withResolvers<number | null>();
  const socket = connect(Number(port), hostname);
  const end = (status: number | null) => {
    answered.resolve(status);
    socket.destroy();
  };
  socket.setTimeout(ANSWER_WITHIN_MS, () => end(null));
  socket.on('data', (chunk: Buffer) =>
    end(Number(/^HTTP\/1\.1 (\d{3})/.exec(chunk.toString('latin1'))?.[1])),
  );
  socket.on('error', () => end(null));
  socket.on('close', () => end(null));
  socket.write(`POST ${pathname} HTTP/1.1\r\n${lines.join('')}\r\n`);
  socket.write(body);
  return answered.promise;
}

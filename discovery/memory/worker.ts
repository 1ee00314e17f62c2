import type { DatabaseSync } from 'node:sqlite';
import { parentPort } from 'node:worker_threads';
import { openDatabase } from './database.ts';
import type { Answer, Calls, Request } from './protocol.ts';
import { createSession, type Session } from './session.ts';
import { createStoredRows } from './stored-rows.ts';

let db: DatabaseSync | undefined;
const sessions = new Map<number, Session>();

function sessionOf(environmentId: number): Session {
  const session = sessions.get(environmentId);
  if (session === undefined) throw new Error(`There is no environment ${environmentId}`);
  return session;
}

const calls: Calls = {
  open({ path, environments }) {
    const lines: string[] = [];
    const log = (line: string) => void lines.push(line);
    const opened = openDatabase(path, log, (database) => {
      const stored = createStoredRows(database);
      return environments.map(({ id, target }) => [id, createSession(stored, id, target)] as const);
    });
    db = opened.db;
    for (const [id, session] of opened.recalled) sessions.set(id, session);
    return lines;
  },
  take: (request) => sessionOf(request.environmentId).take(request),
  forget: (environmentId) => sessionOf(environmentId).forget(),
  changes: (environmentId) => sessionOf(environmentId).changes(),
  slice: (environmentId) => sessionOf(environmentId).slice(),
  close: () => db?.close(),
};

function answer(request: Request): Answer {
  const { id, name, argument } = request;
  try {
    const call: (argument: never) => unknown = calls[name];
    return { id, value: call(argument as never) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

process.once('uncaughtException', (error) => {
  // A thread that ends with an open database has been seen to take the process with it.
  db?.close();
  throw error;
});

parentPort?.on('message', (request: Request) => {
  parentPort?.postMessage(answer(request));
  // Without its port the thread has nothing left to wait for, and ends by itself.
  if (request.name === 'close') parentPort?.close();
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PATIENT_MS } from '../support/patience.ts';

/** Another process that holds a SQLite file, until it is told to let go. */
export interface FileHolder extends AsyncDisposable {
  /** Resolves when the lock is gone. */
  release(): Promise<void>;
}

const PROGRAM = `
  const { DatabaseSync } = require('node:sqlite');
  const db = new DatabaseSync(process.argv[1], { timeout: ${PATIENT_MS} });
  db.exec(process.argv[2]);
  process.stdout.write('held\\n');
  process.stdin.once('data', () => {
    db.exec('ROLLBACK');
    db.close();
    process.stdout.write('released\\n');
    process.stdin.destroy();
  });
`;

/** Resolves when the other process has the lock; `sql` begins the transaction that takes it. */
export async function holdFile(path: string, sql = 'BEGIN EXCLUSIVE'): Promise<FileHolder> {
  const child: ChildProcess = spawn(process.execPath, ['-e', PROGRAM, path, sql], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  if (child.stdout === null) throw new Error('The other process has no output.');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const expectLine = async (wanted: string) => {
    const { value } = await lines.next();
    if (value !== wanted) throw new Error(`The process that holds the file said ${value}, not ${wanted}.`);
  };
  await expectLine('held');
  let released: Promise<void> | undefined;
  const release = async () => {
    child.stdin?.write('\n');
    await expectLine('released');
    await ended;
  };
  return {
    release() {
      released ??= release();
      return released;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null) child.kill('SIGKILL');
      await ended;
    },
  };
}

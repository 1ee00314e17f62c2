import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { z } from 'zod';
import { decodeText } from './decode.ts';
import { createLosses, type Losses } from './losses.ts';
import { parseJson } from './parse-json.ts';
import { salvage } from './salvage.ts';

const unzip = promisify(gunzip);
/** More lines of one file would hide the rest of a log. */
const MAX_LINES = 100;

export type Log = (line: string) => void;

/**
 * Reads one artifact, plain or gzipped. What is damaged in it is left out and logged, one line a value, with the file
 * and the value's place. Throws an error that names the file when it is no JSON, or not what its name says.
 */
export async function readArtifact<T>(path: string, schema: z.ZodType<T>, log: Log): Promise<T> {
  const losses = createLosses();
  const value = parse(path, decodeText(await readBytes(path)), losses);
  const artifact = readAs(schema, path, value, losses);
  logLosses(path, losses.describe(), log);
  return artifact;
}

async function readBytes(path: string): Promise<Buffer> {
  const bytes = await readFile(path);
  if (!path.endsWith('.gz')) return bytes;
  try {
    return await unzip(bytes);
  } catch (cause) {
    throw new Error(`${path} is not a whole gzip file`, { cause });
  }
}

function parse(path: string, text: string, losses: Losses): unknown {
  try {
    return parseJson(text, losses);
  } catch (cause) {
    throw new Error(`${path} is not valid JSON`, { cause });
  }
}

function readAs<T>(schema: z.ZodType<T>, path: string, value: unknown, losses: Losses): T {
  try {
    return salvage(schema, value, losses);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    throw new Error(`${path} is not the dbt artifact its name says:\n${z.prettifyError(error)}`);
  }
}

function logLosses(path: string, lines: readonly string[], log: Log): void {
  for (const line of lines.slice(0, MAX_LINES)) log(`${path}: ${line}`);
  if (lines.length > MAX_LINES) log(`${path}: ${lines.length - MAX_LINES} more values are left out`);
}

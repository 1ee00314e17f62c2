import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import type { Codec } from '../../cache/entry.ts';
import type { Severities } from './index-values.ts';

/**
 * Severities as lines of JSON: how many tests there are, then the ids of some of them in each line, those that warn before those that fail.
 * Large projects have hundreds of thousands of tests, so lines are written and read one by one, with a turn of the event loop between them.
 */
const TESTS_PER_LINE = 1_000;
const LINE_END = 0x0a;
/** An id of 80 letters in a map takes 150 bytes. */
const BYTES_PER_BYTE = 2;

const counts = z.int().nonnegative();
const ids = z.array(z.string());
const lineOfTests = z.tuple([ids, ids]);

const decoder = new TextDecoder();

export const severitiesCodec: Codec<Severities> = {
  async encode({ byTest }) {
    const lines = [encodeLine(byTest.size)];
    let warns: string[] = [];
    let errors: string[] = [];
    let left = byTest.size;
    for (const [test, severity] of byTest) {
      if (severity === 'WARN') warns.push(test);
      else errors.push(test);
      left -= 1;
      if (left > 0 && warns.length + errors.length < TESTS_PER_LINE) continue;
      lines.push(encodeLine([warns, errors]));
      warns = [];
      errors = [];
      await nextTurn();
    }
    return Buffer.concat(lines);
  },

  async decode(bytes) {
    const byTest = new Map<string, 'WARN' | 'ERROR'>();
    let count: number | null = null;
    for (let start = 0; start < bytes.byteLength; ) {
      const end = bytes.indexOf(LINE_END, start);
      if (end === -1) return undefined;
      const line = parseJson(bytes.subarray(start, end));
      start = end + 1;
      if (count === null) {
        const parsed = counts.safeParse(line);
        if (!parsed.success) return undefined;
        count = parsed.data;
        continue;
      }
      const parsed = lineOfTests.safeParse(line);
      if (!parsed.success) return undefined;
      const [warns, errors] = parsed.data;
      for (const test of warns) byTest.set(test, 'WARN');
      for (const test of errors) byTest.set(test, 'ERROR');
      await nextTurn();
    }
    return byTest.size === count ? { byTest } : undefined;
  },

  weigh: (_value, bytes) => bytes.byteLength * BYTES_PER_BYTE,
};

const encodeLine = (line: unknown) => Buffer.from(`${JSON.stringify(line)}\n`);

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    return null;
  }
}

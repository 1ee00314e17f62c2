import { ask } from '../../test/support/ask.ts';
import type { ExpectedFacts } from './expected.ts';
import { type Count, columnsInTables, countRight } from './facts.ts';
import type { Question } from './question/question.ts';

/** What a gateway has answered, held against what was expected. */
export interface GatewayAnswers {
  readonly tables: Count;
  readonly columns: Count;
  /** The first error of the answers; null for none. */
  readonly problem: string | null;
}

export async function askThrough(
  url: string,
  question: Question,
  expected: ExpectedFacts,
): Promise<GatewayAnswers> {
  const data: unknown[] = [];
  let problem: string | null = null;
  for (const text of question.texts) {
    const { body } = await ask(url, text);
    data.push(body?.data ?? null);
    problem ??= body?.errors?.[0]?.message ?? null;
  }
  const tables = question.tables(data);
  return {
    tables: countRight(tables, expected.tables),
    columns: question.hasColumns
      ? countRight(question.columns(data), expected.columns)
      : countRight(columnsInTables(tables), columnsInTables(expected.tables)),
    problem,
  };
}

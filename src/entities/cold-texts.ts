import { emptiedPath } from '../document/emptied.ts';
import type { EntitiesField } from '../document/entities-field.ts';
import type { Selection } from '../document/selection.ts';
import { type Slice, VALUES_PER_SLICE, writeSelection } from '../document/writer.ts';
import type { AskedTable, RequestAsks } from '../loaders/asks.ts';
import type { ContributedColumn, ContributedTable } from '../loaders/contributed.ts';
import { NEEDS_NOTHING } from '../loaders/needs.ts';
import type { PreparedTable } from '../loaders/prepared-table.ts';
import type { ScopedPreparedTables } from '../loaders/prepared-tables.ts';
import { relationKeyText } from '../loaders/relation-key.ts';
import type { TableAnswer, TableReader } from '../loaders/table-reader.ts';
import { namesRelation, requestText, type TableRequest } from '../loaders/table-target.ts';
import type { Entity } from './entity.ts';
import type { Problems } from './problems.ts';

/** A reference whose text is not at hand. */
export interface Cold {
  readonly field: EntitiesField;
  /** Where its text goes: the texts of the field, at `position`. */
  readonly texts: string[];
  readonly position: number;
  readonly selection: Selection;
  readonly entity: Entity;
}

export interface ColdOptions {
  readonly reader: () => TableReader;
  /** Null where nothing can be prepared. */
  readonly prepared: ScopedPreparedTables | null;
  /** Null where nobody counts what is asked for. */
  readonly asks: RequestAsks | null;
  /** Called between slices of work. */
  readonly turn: () => Promise<void>;
}

/** A text is worth so many values: the reason why a table is not matched takes as long to find. */
const VALUES_OF_A_TEXT = 200;

/** Reads the tables of all references as one batch, and writes their texts. */
export async function writeCold(
  cold: readonly Cold[],
  problems: Problems,
  options: ColdOptions,
): Promise<void> {
  const answers = await readTables(cold, options.reader());
  const tables = new Map<string, PreparedTable>();
  const slice: Slice = { values: 0 };
  for (const reference of cold) {
    const { entity, selection, field, texts, position } = reference;
    const answer = answers.get(keyTextOf(reference)) ?? null;
    const contributed = entity.contribute(answer?.facts ?? null);
    const asked = answer === null ? null : countAsked(entity, options.asks);
    const table = answer === null ? null : preparedTable(reference, answer, tables, options.prepared);
    if (answer !== null) asked?.answered(answer.facts.metadata.match.status);
    if (table !== null) table.asked = asked;
    const known = table === null ? undefined : textOf(table, reference);
    const text = known ?? (await writeInSlices(selection, contributed, slice, options.turn));
    if (known === undefined && table !== null && mayBeKept(contributed)) setText(table, reference, text);
    texts[position] = text;
    for (const failure of answer?.failures ?? []) {
      problems.fail(failure, () => [
        field.responseKey,
        position,
        ...emptiedPath(selection, contributed, failure.emptied),
      ]);
    }
  }
  for (const table of tables.values()) options.prepared?.keep(table);
}

/** Null for a table whose names are not known. */
export function countAsked({ target }: Pick<Entity, 'target'>, asks: RequestAsks | null): AskedTable | null {
  if (asks === null || !namesRelation(target)) return null;
  const asked = asks.tableOf(target);
  asked.count(asks);
  return asked;
}

async function readTables(
  cold: readonly Cold[],
  reader: TableReader,
): Promise<ReadonlyMap<string, TableAnswer>> {
  const requests = new Map<string, TableRequest>();
  for (const reference of cold) {
    if (reference.selection.needs !== NEEDS_NOTHING) requests.set(keyTextOf(reference), requestOf(reference));
  }
  const answers = requests.size === 0 ? [] : await reader.read([...requests.values()]);
  const byKey = new Map<string, TableAnswer>();
  for (const [position, text] of [...requests.keys()].entries()) {
    const answer = answers[position];
    if (answer !== undefined) byKey.set(text, answer);
  }
  return byKey;
}

function requestOf({ entity, selection }: Cold): TableRequest {
  return { target: entity.target, needs: selection.needs };
}

function keyTextOf(reference: Cold): string {
  return requestText(requestOf(reference));
}

/** One for all references that spell a table alike. */
function preparedTable(
  { entity, selection }: Cold,
  answer: TableAnswer,
  tables: Map<string, PreparedTable>,
  prepared: ScopedPreparedTables | null,
): PreparedTable | null {
  if (prepared === null) return null;
  const text = `${selection.needs}/${relationKeyText(entity.key)}`;
  const known = tables.get(text);
  if (known !== undefined) return known;
  const made = prepared.prepare(selection.needs, entity.key, answer);
  tables.set(text, made);
  return made;
}

function textOf(table: PreparedTable, { entity: { column }, selection }: Cold): string | undefined {
  return column === null ? table.text(selection.number) : table.columnTexts(selection.number)?.get(column);
}

function setText(table: PreparedTable, { entity: { column }, selection }: Cold, text: string): void {
  if (column === null) table.setText(selection.number, text);
  else table.setColumnText(selection.number, column, text);
}

/** What a caller makes up is not kept: of a table there may be any number of names that are no columns. */
function mayBeKept(contributed: ContributedTable | ContributedColumn): boolean {
  return !('column' in contributed) || (contributed.column?.isKnown ?? false);
}

/** The slice goes on from one text to the next. */
async function writeInSlices(
  selection: Selection,
  parent: unknown,
  slice: Slice,
  turn: () => Promise<void>,
): Promise<string> {
  const writing = writeSelection(selection, parent, slice);
  let step = writing.next();
  while (step.done !== true) {
    await turn();
    slice.values = 0;
    step = writing.next();
  }
  slice.values += VALUES_OF_A_TEXT;
  if (slice.values >= VALUES_PER_SLICE) {
    await turn();
    slice.values = 0;
  }
  return flatten(step.value);
}

/** A text that was put together by adding is a tree of pieces, walked anew by whoever reads it; through its bytes it becomes one piece. */
function flatten(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

import { pathText } from '../mapping/field-path.ts';
import { toFieldSet } from '../mapping/field-set.ts';
import { inWords } from '../mapping/suggest.ts';
import { isDoubtful, type RelationFound } from './find-relation.ts';
import { tableOptions } from './find-tables.ts';
import { firstLines } from './first-lines.ts';
import type { Plan } from './plan.ts';
import type { ColumnPlan } from './plan-columns.ts';
import { pathsOf, type TablePlan } from './plan-tables.ts';
import { relationText } from './relation-text.ts';
import { otherThing } from './words.ts';

/** What was chosen, what was not and why, line by line. */
export function reportPlan(plan: Plan, hasEnvironments: boolean): string[] {
  return [
    ...tableLines(plan),
    ...accountLines(plan, hasEnvironments),
    ...columnLines(plan),
    ...nameLines(plan),
    ...otherLines(plan),
  ];
}

function tableLines({ tables, interfaces }: Plan): string[] {
  const byRelation = Map.groupBy(tables, ({ relation }) => relationText(relation));
  return [
    ...[...byRelation].flatMap(([text, plans]) => relationLines(text, plans)),
    ...interfaces.map(
      ({ name }) =>
        `  The interface \`${name}\` carries the contributed fields, too: all its implementations are tables.`,
    ),
  ];
}

function relationLines(text: string, plans: readonly TablePlan[]): string[] {
  const lines = [`Tables: ${inWords(plans.map(({ type }) => type.name))}, by ${text}.`];
  const pattern = plans[0]?.pattern ?? null;
  if (pattern !== null) {
    lines.push(`  Read as ${pattern.title}:`);
    for (const { value, database, schema, name } of pattern.examples)
      lines.push(
        `    ${value} is ${database === undefined ? 'no database' : `database ${database}`}, schema ${schema}, name ${name}`,
      );
    lines.push("  If your texts are others: --example '<one of them> => database.schema.name'");
  }
  const [remark = null] = plans.map(({ relation }) => (relation.kind === 'paths' ? relation.remark : null));
  return [...lines, ...(remark === null ? [] : [`  ${remark}`]), ...new Set(plans.map(tableKeyLine))];
}

function tableKeyLine(table: TablePlan): string {
  if (table.ownerKey === null) return `  Key: ${fieldSet(table)}, fields that this graph has.`;
  return `  Key: \`${table.ownerKey}\`. ${table.obstacle}, so the key of \`${table.type.name}\` is \`${table.ownerKey}\` and the names come by @requires.`;
}

function fieldSet(table: TablePlan): string {
  return `\`${toFieldSet(pathsOf(table))}\``;
}

function accountLines({ tables }: Plan, hasEnvironments: boolean): string[] {
  const [{ environmentsBy }] = tables;
  if (environmentsBy === null) return [];
  const by = pathText(environmentsBy);
  if (hasEnvironments) return [`Environments: \`${by}\` chooses among them.`];
  return [
    `Environments: \`${by}\` tells tables of one name apart, so it stands in the key. Nothing says yet which of dbt's environments belong to`,
    `  which \`${by}\`, and until then all of them answer for all. Say it in the mapping, or here: --environment acme_eu=834 --environment acme_us=912`,
  ];
}

function columnLines({ columns: { plans, reasons } }: Plan): string[] {
  if (plans.length === 0) {
    return [
      reasons.length === 0
        ? 'Columns: none, no type of this graph is called columns or fields. If one is all the same: --column MyColumn'
        : 'Columns: none.',
      ...reasons.map((reason) => `  ${reason}`),
      '  Facts of columns come by `dbt { columns }` of their table.',
    ];
  }
  return [
    `Columns: ${inWords(plans.map(({ type }) => type.name))}.`,
    ...plans.map(columnKeyLine),
    ...reasons.map((reason) => `  ${reason}`),
  ];
}

function columnKeyLine({ type, paths, ownerKey, obstacle }: ColumnPlan): string {
  if (ownerKey === null) return `  Key: \`${toFieldSet(paths)}\`, fields that this graph has.`;
  return `  Key: \`${ownerKey}\`. ${obstacle}, so the key of \`${type.name}\` is \`${ownerKey}\` and the names come by @requires.`;
}

function nameLines({ collisions: { renames, typePrefix, typeNames } }: Plan): string[] {
  const lines = [...renames].map(
    ([field, name]) =>
      `Renamed: this graph has a field \`${field}\` already, so the contributed one is \`${name}\`.`,
  );
  if (typePrefix !== '')
    lines.push(
      `Prefix: this graph has ${inWords(typeNames)} already, so the contributed types begin with \`${typePrefix}\`.`,
    );
  return lines;
}

function otherLines({ choice: { chosen, others, refused }, unusable }: Plan): string[] {
  const lines = unusable.map((reason) => `- ${reason}. Tables are found by the rest of their names.`);
  const unused = new Set(
    chosen.flatMap(({ relations: [best, ...rest] }) =>
      rest.filter((each) => relationText(each) !== relationText(best)).map(otherRelationLine),
    ),
  );
  lines.push(...unused);
  const isSure = chosen.every(({ relations: [best] }) => !isDoubtful(best));
  for (const other of others.filter(({ relations: [best] }) => !isSure || !isDoubtful(best)))
    lines.push(
      `- ${inWords(other.names)} may be a table as well, by ${relationText(other.relations[0])}. To map it, too: ${tableOptions([...chosen, other])}`,
    );
  for (const { typeName, reason } of refused) if (isWorthSaying(typeName)) lines.push(`- ${reason}`);
  return lines.length === 0 ? [] : ['Not used:', ...firstLines(lines)];
}

function otherRelationLine(relation: RelationFound): string {
  if (relation.kind === 'text')
    return `- ${relationText(relation)} may hold all names, too: --relation ${pathText(relation.from)}`;
  const { database, schema, name } = relation;
  const parts = [
    ...(database === null ? [] : [`database=${pathText(database)}`]),
    `schema=${pathText(schema)}`,
    `name=${pathText(name)}`,
  ];
  return `- ${relationText(relation)} may hold the names, too: --relation ${parts.join(',')}`;
}

/** Once tables are found, nobody wonders why a column or a part of something is none. */
function isWorthSaying(typeName: string): boolean {
  const thing = otherThing(typeName) ?? '';
  return !/^(?:a column|a field|a schema|a database|a catalog|a part|a list|a reference|an entry|the answer)/.test(
    thing,
  );
}

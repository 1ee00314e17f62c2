import { Fault } from '../mapping/fault.ts';
import type { FieldPath } from '../mapping/field-path.ts';
import { parsePath } from '../mapping/parse-path.ts';
import type { RelationFound } from './find-relation.ts';
import { declaredSteps } from './owner-fields.ts';
import type { OwnerGraph, OwnerType } from './owner-graph.ts';
import { Refusal } from './refusal.ts';

const USAGE =
  'Write one field that holds all names, --relation fullyQualifiedName, or one for each: --relation database=db.name,schema=schema.name,name=name';

/** A relation that a person has named: what of it a type has. */
export type AskedRelation = (graph: OwnerGraph, type: OwnerType) => RelationFound[];

export function parseRelation(text: string): AskedRelation | Refusal {
  return /^\s*(?:database|schema|name)\s*=/.test(text) ? parseParts(text) : parseText(text);
}

function parseText(text: string): AskedRelation | Refusal {
  const from = parsePath(text);
  if (from instanceof Fault) return new Refusal(`--relation: ${from.message}`, USAGE);
  return (graph, type) =>
    declaredSteps(graph, type, from) === null ? [] : [{ kind: 'text', tier: 0, certain: true, from }];
}

function parseParts(text: string): AskedRelation | Refusal {
  const parts = new Map<string, FieldPath>();
  // A comma within parentheses parts arguments.
  for (const part of text.split(/,(?![^(]*\))/)) {
    const [key = '', ...rest] = part.split('=');
    const path = parsePath(rest.join('=').trim());
    if (path instanceof Fault) return new Refusal(`--relation: ${path.message}`, USAGE);
    parts.set(key.trim(), path);
  }
  const database = parts.get('database') ?? null;
  const schema = parts.get('schema');
  const name = parts.get('name');
  const unknown = [...parts.keys()].find((key) => !['database', 'schema', 'name'].includes(key));
  if (unknown !== undefined)
    return new Refusal(`--relation: \`${unknown}\` is no part of a relation.`, USAGE);
  if (schema === undefined || name === undefined)
    return new Refusal(`--relation: \`${schema === undefined ? 'schema' : 'name'}\` is missing.`, USAGE);
  return (graph, type) => {
    const paths = database === null ? [schema, name] : [database, schema, name];
    if (paths.some((path) => declaredSteps(graph, type, path) === null)) return [];
    return [{ kind: 'paths', tier: 0, certain: true, database, schema, name, remark: null }];
  };
}

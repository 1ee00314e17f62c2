/** A relation as the artifacts write it, with the quoting of each segment where it can be seen. */
export interface Relation {
  readonly segments: readonly [database: string, schema: string, name: string];
  readonly quoted: readonly [boolean, boolean, boolean];
}

export type Segments = Relation['segments'];

export function toRelation(
  database: string | null,
  schema: string,
  name: string,
  relationName: string | null | undefined,
): Relation {
  const rendered = relationName?.match(/"[^"]*"|`[^`]*`|[^.]+/g) ?? [];
  const isQuoted = (fromRight: number) => /^["`]/.test(rendered.at(-fromRight) ?? '');
  return { segments: [database ?? '', schema, name], quoted: [isQuoted(3), isQuoted(2), isQuoted(1)] };
}

/** How the warehouse itself lists the relation. */
export function asReported(adapterType: string, { segments, quoted }: Relation): Segments {
  return mapSegments(segments, (segment, position) => {
    if (quoted[position] && (adapterType === 'snowflake' || adapterType === 'postgres')) return segment;
    switch (adapterType) {
      case 'snowflake':
        return segment.toUpperCase();
      case 'postgres':
      case 'redshift':
      case 'databricks':
        return segment.toLowerCase();
      default:
        return segment;
    }
  });
}

/** Spellings near a relation: some the same relation by the warehouse's rule, most another. */
export function otherSpellings({ segments }: Relation): readonly Segments[] {
  const [database, schema, name] = segments;
  return [
    mapSegments(segments, (segment) => segment.toUpperCase()),
    mapSegments(segments, (segment) => segment.toLowerCase()),
    mapSegments(segments, swapCase),
    [database, schema, swapCase(name)],
    [database, swapCase(schema), name],
    [database, schema, name.slice(0, -1) || 'x'],
    [database, schema, `${name}_x`],
    [database, schema, name.replaceAll('_', '')],
    [database, `${schema}_dev`, name],
    [`${database}_dev`, schema, name],
    [schema, database, name],
  ];
}

/** Whether a warehouse of this kind may take the asked spelling for this relation. */
export function isSameRelation(
  adapterType: string,
  asked: Segments,
  { segments, quoted }: Relation,
): boolean {
  return segments.every((segment, position) => {
    const spelled = asked[position] ?? '';
    if (segment === spelled) return true;
    if (adapterType === 'bigquery') return false;
    const isCaseKept =
      quoted[position] &&
      (adapterType === 'snowflake' || (adapterType === 'postgres' && segment !== segment.toLowerCase()));
    return !isCaseKept && segment.toLowerCase() === spelled.toLowerCase();
  });
}

/** For grouping nodes that stand on one relation. */
export function foldedKey({ segments }: Relation): string {
  return segments.join('\u0000').toLowerCase();
}

function mapSegments(segments: Segments, map: (segment: string, position: number) => string): Segments {
  const [database, schema, name] = segments;
  return [map(database, 0), map(schema, 1), map(name, 2)];
}

function swapCase(text: string): string {
  return text.replace(/\p{L}/gu, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
}

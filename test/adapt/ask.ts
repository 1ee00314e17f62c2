import { readdirSync, readFileSync } from 'node:fs';
import { type Adaptation, type Adapted, adapt } from '../../src/adapt/adapt.ts';
import type { AdaptRequest } from '../../src/adapt/request.ts';
import { readTypeDefs } from '../../src/type-defs.ts';

const OWNERS = new URL('../shapes/owners/', import.meta.url);
const CONTRIBUTED = readTypeDefs();

/** The schema of an owner, by the number that its file begins with. */
export function ownerText(number: string): string {
  const file = readdirSync(OWNERS).find((name) => name.startsWith(`${number}-`));
  if (file === undefined) throw new Error(`There is no owner ${number}.`);
  return readFileSync(new URL(file, OWNERS), 'utf8');
}

/** Adapts to schemas as if they were read from files. */
function adaptTo(
  texts: string | readonly string[],
  options: Partial<AdaptRequest> = {},
): Promise<Adaptation> {
  const owners = [texts].flat().map((text, index) => ({ name: `owner-${index + 1}.graphql`, text }));
  return adapt(CONTRIBUTED, {
    owners,
    tables: [],
    columns: [],
    relation: null,
    pattern: null,
    examples: [],
    environmentsBy: null,
    environments: [],
    ...options,
  });
}

export async function adapted(
  texts: string | readonly string[],
  options: Partial<AdaptRequest> = {},
): Promise<Adapted> {
  const adaptation = await adaptTo(texts, options);
  if (adaptation.kind === 'refused') throw new Error(adaptation.report.join('\n'));
  return adaptation;
}

/** What a person reads when nothing is written. */
export async function refusal(
  texts: string | readonly string[],
  options: Partial<AdaptRequest> = {},
): Promise<string> {
  const adaptation = await adaptTo(texts, options);
  if (adaptation.kind === 'adapted') throw new Error(`It was not refused:\n${adaptation.report.join('\n')}`);
  return adaptation.report.join('\n');
}

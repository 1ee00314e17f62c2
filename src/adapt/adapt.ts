import type { Mapping } from '../mapping/mapping.ts';
import { MappingError } from '../mapping/mapping-error.ts';
import { readMapping } from '../mapping/read-mapping.ts';
import { toServedTypeDefs } from '../mapping/served-type-defs.ts';
import { parseEnvironments } from './asked-environments.ts';
import { COMPOSER_NAMES, type Composition, composeAll, isRefusal, type SubgraphText } from './compose.ts';
import { mappingText } from './mapping-text.ts';
import { otherKeys } from './other-keys.ts';
import { OwnerError } from './owner-error.ts';
import { type Plan, plan } from './plan.ts';
import { type Owner, readOwner } from './read-owner.ts';
import { Refusal } from './refusal.ts';
import { reportCompositions } from './report-compositions.ts';
import { reportPlan } from './report-plan.ts';
import type { AdaptRequest } from './request.ts';
import { toMappingFile } from './to-mapping-file.ts';

/** What comes of an owner's schemas. */
export type Adaptation = Adapted | Refused;

export interface Adapted {
  readonly kind: 'adapted';
  readonly mappingText: string;
  readonly mapping: Mapping;
  /** The SDL that is served with it. */
  readonly typeDefs: string;
  /** What the owner's schemas are composed as. */
  readonly owners: readonly SubgraphText[];
  readonly compositions: readonly Composition[];
  /** For a person, line by line. */
  readonly report: readonly string[];
}

export interface Refused {
  readonly kind: 'refused';
  readonly report: readonly string[];
}

type Environments = Readonly<Record<string, string[]>> | null;

/** Finds tables and columns in an owner's schemas, and proves that the contributed graph composes with them. */
export async function adapt(contributed: string, request: AdaptRequest): Promise<Adaptation> {
  const owner = readOwners(request);
  if (owner instanceof Refusal) return refused(owner);
  const environments = parseEnvironments(request.environments);
  if (environments instanceof Refusal) return refused(owner.notes, environments);
  const decided = plan(owner.graph, request);
  if (decided instanceof Refusal) return refused(owner.notes, decided);
  const unused = unusedOptions(request, decided) ?? noComposer(request);
  if (unused !== null) return refused(owner.notes, unused);

  const attempt = (each: Plan) => serve(contributed, owner, each, environments, request);
  const first = await attempt(decided);
  if (first.kind === 'adapted') return first;
  const others = first.refusing.length === 0 ? [] : otherKeys(decided, first.refusing);
  for (const other of others) {
    const next = await attempt(other);
    if (next.kind === 'adapted') return next;
  }
  return { kind: 'refused', report: first.report };
}

/** The mapping of a plan, its SDL, and what composers say of it. */
async function serve(
  contributed: string,
  owner: Owner,
  decided: Plan,
  environments: Environments,
  request: AdaptRequest,
): Promise<Adapted | (Refused & { readonly refusing: readonly string[] })> {
  const report = [...owner.notes, ...reportPlan(decided, environments !== null)];
  const text = mappingText(toMappingFile(owner.graph, decided, environments), request.mappingSchema);
  const mapping = read(text);
  if (mapping instanceof Refusal) return { ...refused(report, mapping), refusing: [] };
  const typeDefs = toServedTypeDefs(contributed, mapping);
  const owners = owner.subgraphs;
  const compositions = await composeAll([...owners, { name: 'dbt', typeDefs }], request.composersLeftOut);
  const refusing = compositions.filter(isRefusal).map(({ composer }) => composer);
  if (refusing.length === 0) {
    report.push('', ...reportCompositions(compositions, []));
    return { kind: 'adapted', mappingText: text, mapping, typeDefs, owners, compositions, report };
  }
  const alone = (await composeAll(owners, request.composersLeftOut)).filter(isRefusal);
  report.push('', ...reportCompositions(compositions, alone));
  // What refuses the owner's schema by itself refuses every other way, too.
  return {
    kind: 'refused',
    report,
    refusing: refusing.filter((name) => !alone.some((each) => each.composer === name)),
  };
}

function refused(...parts: readonly (readonly string[] | Refusal)[]): Refused {
  return { kind: 'refused', report: parts.flatMap((part) => (part instanceof Refusal ? part.lines : part)) };
}

function readOwners({ owners }: AdaptRequest): Owner | Refusal {
  try {
    return readOwner(owners);
  } catch (error) {
    if (error instanceof OwnerError) return new Refusal(error.message);
    throw error;
  }
}

function read(text: string): Mapping | Refusal {
  try {
    return readMapping(text);
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    return new Refusal('', ...error.message.split('\n'), '', text);
  }
}

/** An option that changes nothing is one that somebody has misunderstood. */
function unusedOptions({ pattern, examples, environments }: AdaptRequest, { tables }: Plan): Refusal | null {
  if ((pattern !== null || examples.length > 0) && tables.every((table) => table.pattern === null))
    return new Refusal(
      '--pattern and --example take apart one text, but the names stand in fields of their own here. To use a text all the same, name its field: --relation fullyQualifiedName',
    );
  if (environments.length > 0 && tables.every(({ environmentsBy }) => environmentsBy === null))
    return new Refusal(
      '--environment gives values of a field: name the field, too, --environments-by account',
    );
  return null;
}

function noComposer({ composersLeftOut = [] }: AdaptRequest): Refusal | null {
  return COMPOSER_NAMES.every((name) => composersLeftOut.includes(name))
    ? new Refusal('--without leaves no composer: nothing would prove that the result composes.')
    : null;
}

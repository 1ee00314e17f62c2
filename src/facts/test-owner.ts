import type { IndexedNode, NodeTest } from './node.ts';
import { type NodeNames, toLooseName } from './node-names.ts';

/** What tells where a generic test was declared. */
type DeclaredTest = Pick<NodeTest, 'name' | 'columnName' | 'metadata'>;

const REFERENCE = /\b(ref|source)\s*\(([^)]*)\)/;
const TEXT_ARGUMENT = /(?<![=\w]\s*)(["'])(.*?)\1/g;
const VERSION_ARGUMENT = /\b(?:v|version)\s*=\s*["']?([^"',\s)]+)/;

/**
 * Whether a generic test belongs to this node, one of those that list it: dbt lists a relationships test under both of its tables.
 *
 * The test's `model` argument decides, else the name that dbt gives to tests, each only where it names a node of the environment. A test
 * that neither gives to a node stays with every node that lists it, so that no test is lost; only a test without a readable `model`
 * argument leaves the node that its `to` argument, or the end of its name, refers to.
 */
export function isOwnedBy(test: DeclaredTest, node: IndexedNode, names: NodeNames): boolean {
  const { model, to } = test.metadata?.kwargs ?? {};
  const declaredOn = parseReference(model);
  const owners = declaredOn === null ? [] : findReferenced(declaredOn, names);
  const named = owners.length > 0 ? owners : findByTestName(test, names);
  if (named.length > 0) return named.some(({ uniqueId }) => uniqueId === node.uniqueId);
  if (declaredOn !== null) return true;
  const referredTo = parseReference(to);
  if (referredTo !== null) return !isNamedBy(referredTo, node);
  const verb = node.resourceType === 'SOURCE' ? 'source' : 'ref';
  return !test.name.endsWith(`__${verb}_${node.uniqueId.split('.').slice(2).join('_')}_`);
}

/** `ref('package', 'name', v=2)` or `source('group', 'table')`. */
interface Reference {
  readonly verb: 'ref' | 'source';
  /** The package of a `ref`, the group of a `source`; null where it is not given. */
  readonly scope: string | null;
  readonly name: string;
  readonly version: string | null;
}

/** Null for what names no node. */
function parseReference(jinja: unknown): Reference | null {
  const found = typeof jinja === 'string' ? REFERENCE.exec(jinja) : null;
  if (found === null) return null;
  const [, verb, text = ''] = found;
  const args = [...text.matchAll(TEXT_ARGUMENT)].map((match) => match[2] ?? '');
  const name = args.at(-1);
  if (name === undefined) return null;
  return {
    verb: verb === 'source' ? 'source' : 'ref',
    scope: args.at(-2) ?? null,
    name,
    version: VERSION_ARGUMENT.exec(text)?.[1] ?? null,
  };
}

/** The nodes of exactly that name; where there is none, those whose names differ by signs, as dbt Fusion writes them. */
function findReferenced(reference: Reference, names: NodeNames): readonly IndexedNode[] {
  const alike = names.named(reference.name).filter((node) => isNamedBy(reference, node));
  const exact = alike.filter(({ name }) => name === reference.name);
  return exact.length > 0 ? exact : alike;
}

function isNamedBy({ verb, scope, name, version }: Reference, node: IndexedNode): boolean {
  if ((verb === 'source') !== (node.resourceType === 'SOURCE')) return false;
  if (node.name !== name && toLooseName(node.name) !== toLooseName(name)) return false;
  const idParts = node.uniqueId.split('.');
  if (verb === 'source') {
    return scope === null || toLooseName(idParts.slice(2).join('.')) === toLooseName(`${scope}.${name}`);
  }
  if (scope !== null && (node.packageName ?? idParts[1]) !== scope) return false;
  return version === null || node.uniqueId.endsWith(`.v${version}`);
}

/** dbt names a test without a name of its own `<test>_<target>_<arguments>`, the column being the first argument. The longest target wins. */
function findByTestName(test: DeclaredTest, names: NodeNames): readonly IndexedNode[] {
  const { metadata } = test;
  const testName = metadata?.name ?? (/^(source_)?relationships_/.test(test.name) ? 'relationships' : null);
  if (testName === null) return [];
  const namespace = metadata?.namespace == null ? '' : `${metadata.namespace}_`;
  const column = test.columnName ?? metadata?.kwargs?.column_name;
  const argument = typeof column === 'string' ? toLooseName(column) : '';
  const whole = toLooseName(test.name);
  for (const verb of [`source_${testName}`, testName]) {
    const prefix = `${toLooseName(namespace + verb)}_`;
    if (!whole.startsWith(prefix)) continue;
    const rest = whole.slice(prefix.length).split('_');
    for (let length = rest.length; length > 0; length -= 1) {
      const following = rest.slice(length).join('_');
      if (argument !== '' && following !== argument && !following.startsWith(`${argument}_`)) continue;
      const isSourceTest = verb !== testName;
      const found = names
        .targeted(rest.slice(0, length).join('_'))
        .filter(({ resourceType }) => (resourceType === 'SOURCE') === isSourceTest);
      if (found.length > 0) return found;
    }
  }
  return [];
}

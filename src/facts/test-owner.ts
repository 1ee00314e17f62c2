import type { IndexedNode, NodeTest } from './node.ts';

const REFERENCE = /\b(ref|source)\s*\(([^)]*)\)/;
const TEXT_ARGUMENT = /(?<![=\w]\s*)(["'])(.*?)\1/g;
const VERSION_ARGUMENT = /\b(?:v|version)\s*=\s*["']?([^"',\s)]+)/;

/**
 * Whether a generic test was declared on this node, rather than on one that merely refers to it: dbt lists a relationships test under
 * both tables. The test's own `model` argument decides; without it, the name that dbt gives to tests and the `to` argument; and a test
 * of which nothing can be told stays with the node that lists it.
 */
export function isOwnedBy(
  test: Pick<NodeTest, 'name' | 'columnName' | 'metadata'>,
  node: IndexedNode,
): boolean {
  const kwargs = test.metadata?.kwargs ?? {};
  const declaredOn = names(kwargs.model, node);
  if (declaredOn !== null) return declaredOn;
  if (hasDefaultNameOn(test, node)) return true;
  const referredTo = names(kwargs.to, node);
  if (referredTo !== null) return !referredTo;
  return !test.name.endsWith(`__${node.resourceType === 'SOURCE' ? 'source' : 'ref'}_${toTargetName(node)}_`);
}

/** Whether a Jinja text names the node with `ref` or `source`; null where it names nothing. */
function names(jinja: unknown, node: IndexedNode): boolean | null {
  const reference = typeof jinja === 'string' ? REFERENCE.exec(jinja) : null;
  if (reference === null) return null;
  const [, verb, text = ''] = reference;
  const args = [...text.matchAll(TEXT_ARGUMENT)].map((match) => match[2] ?? '');
  const name = args.at(-1);
  if (name === undefined) return null;
  if (verb === 'source') return isSource(node, args.at(-2) ?? null, name);
  return isReferable(
    node,
    args.length > 1 ? (args[0] ?? null) : null,
    name,
    VERSION_ARGUMENT.exec(text)?.[1],
  );
}

/** Ids read `source.<package>.<source>.<table>`. */
function isSource(node: IndexedNode, sourceName: string | null, tableName: string): boolean {
  if (node.resourceType !== 'SOURCE' || node.name !== tableName) return false;
  return sourceName === null || node.uniqueId.endsWith(`.${sourceName}.${tableName}`);
}

/** Ids read `model.<package>.<name>`, with `.v<version>` behind it for versioned models. */
function isReferable(
  node: IndexedNode,
  packageName: string | null,
  name: string,
  version: string | undefined,
): boolean {
  if (node.resourceType === 'SOURCE' || node.name !== name) return false;
  const ownPackage = node.packageName ?? node.uniqueId.split('.')[1];
  if (packageName !== null && ownPackage !== packageName) return false;
  return version === undefined || node.uniqueId.endsWith(`.v${version}`);
}

/** dbt names a test without a name of its own `<test>_<target>_<arguments>`, the column being the first argument. */
function hasDefaultNameOn(
  test: Pick<NodeTest, 'name' | 'columnName' | 'metadata'>,
  node: IndexedNode,
): boolean {
  const { metadata } = test;
  const testName = metadata?.name ?? (/^(source_)?relationships_/.test(test.name) ? 'relationships' : null);
  if (testName === null) return false;
  const namespace = metadata?.namespace ?? null;
  const verb = node.resourceType === 'SOURCE' ? `source_${testName}` : testName;
  const prefix = namespace === null ? verb : `${namespace}_${verb}`;
  const column = test.columnName ?? metadata?.kwargs?.column_name;
  const argument = typeof column === 'string' ? toPlain(column) : '';
  return test.name.startsWith(`${prefix}_${toTargetName(node)}_${argument}`);
}

/** The node as it stands in the names of tests: `orders`, `customers_v2`, `<source>_<table>`. */
function toTargetName(node: IndexedNode): string {
  return node.uniqueId.split('.').slice(2).join('_');
}

/** What dbt leaves of an argument in a test's name. */
function toPlain(argument: string): string {
  return argument.replace(/\W+/g, '_');
}

import { type FieldNode, Kind, parse, print, type SelectionNode, visit } from 'graphql';
import { Fault } from './fault.ts';
import { type FieldPath, joinPaths, type PathStep } from './field-path.ts';

/** A path as a mapping spells it: `schema.database.name`, `name(format: PLAIN)`. */
export function parsePath(text: string): FieldPath | Fault {
  const steps: PathStep[] = [];
  for (const part of splitAtDots(text)) {
    const [selection, ...others] = parseSelections(part) ?? [];
    const step = selection === undefined || others.length > 0 ? null : toStep(selection);
    if (step === null || hasSelections(selection)) {
      return new Fault(
        `\`${text}\` is no path of fields. Write field names with dots between them, such as \`schema.name\`, arguments in parentheses: \`name(format: PLAIN)\`.`,
      );
    }
    steps.push(step);
  }
  return toPath(steps) ?? new Fault('A path names one field at least.');
}

/** The fields of a field set, each by its path: `id workspace { id }`. */
export function parseFieldSet(text: string): readonly FieldPath[] | Fault {
  const paths = toPaths(parseSelections(text) ?? []);
  if (paths !== null && paths.length > 0) return paths;
  return new Fault(
    `\`${text}\` is no field set. Write fields with blanks between them, as in the owner's \`@key\`: \`id\`, or \`workspace { id } name\`.`,
  );
}

function toPaths(selections: readonly SelectionNode[]): readonly FieldPath[] | null {
  const paths: FieldPath[] = [];
  for (const selection of selections) {
    const step = toStep(selection);
    if (step === null) return null;
    const inner = selection.kind === Kind.FIELD ? selection.selectionSet : undefined;
    if (inner === undefined) {
      paths.push([step]);
      continue;
    }
    const below = toPaths(inner.selections);
    if (below === null) return null;
    paths.push(...below.map((path) => joinPaths([step], path)));
  }
  return paths;
}

function toPath([first, ...rest]: readonly PathStep[]): FieldPath | null {
  return first === undefined ? null : [first, ...rest];
}

function parseSelections(text: string): readonly SelectionNode[] | null {
  try {
    const { definitions } = parse(`{${text}\n}`, { noLocation: true });
    const [operation, ...others] = definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION || others.length > 0) return null;
    return operation.selectionSet.selections;
  } catch {
    return null;
  }
}

/** Null for anything but a plain field: what a field set cannot hold, or would mean something else in it. */
function toStep(node: SelectionNode): PathStep | null {
  if (node.kind !== Kind.FIELD || node.alias !== undefined || (node.directives ?? []).length > 0) return null;
  if (usesVariables(node)) return null;
  const args = (node.arguments ?? []).map((argument) => print(argument));
  return { name: node.name.value, args: args.length === 0 ? '' : `(${args.join(', ')})` };
}

function usesVariables({ arguments: args = [] }: FieldNode): boolean {
  let uses = false;
  for (const argument of args) {
    visit(argument, {
      Variable() {
        uses = true;
      },
    });
  }
  return uses;
}

function hasSelections(node: SelectionNode | undefined): boolean {
  return node?.kind === Kind.FIELD && node.selectionSet !== undefined;
}

/** Dots within arguments and within their texts part nothing. */
function splitAtDots(text: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[^"().]+|[".()]/g)) {
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    if (token === '.' && depth === 0) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${token}`);
  }
  return parts;
}

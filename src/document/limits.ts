import { type DocumentNode, type FragmentDefinitionNode, GraphQLError, Kind } from 'graphql';
import { createMeasure } from './measure.ts';
import { countRepeats } from './repeats.ts';

/** How large a document may be, each counted with its fragments written out. */
export interface DocumentLimits {
  readonly queryDepth: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly fields: number;
}

/** Definitions of one document: validation compares fragments with each other, and walks them for each operation. */
const MAX_DEFINITIONS = 100;
/** Of one field or directive; the graph's own have at most two. */
const MAX_ARGUMENTS = 50;
/** One field written so often at one place: validation compares each with each. */
const MAX_REPEATS = 100;

/**
 * What is too large about a document; null when nothing is. Takes linear time, so that it can stand before validation, some rules of which
 * do not.
 */
export function findExcess(document: DocumentNode, limits: DocumentLimits): GraphQLError | null {
  const { definitions } = document;
  if (definitions.length > MAX_DEFINITIONS) return excess('definitions', definitions.length, MAX_DEFINITIONS);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measure = createMeasure(fragments);
  for (const definition of definitions) {
    if (!('selectionSet' in definition)) continue;
    const isFragment = definition.kind === Kind.FRAGMENT_DEFINITION;
    const measured = isFragment
      ? measure.fragment(definition.name.value)
      : measure.operation(definition.selectionSet);
    const { depth, aliases, rootFields, fields, args } = measured;
    if (depth > limits.queryDepth) return excess('levels', depth, limits.queryDepth);
    if (aliases > limits.aliases) return excess('aliases', aliases, limits.aliases);
    if (!isFragment && rootFields > limits.rootFields)
      return excess('fields at its root', rootFields, limits.rootFields);
    if (fields > limits.fields) return excess('fields', fields, limits.fields);
    if (args > MAX_ARGUMENTS) return excess('arguments of one field', args, MAX_ARGUMENTS);
    const repeats = countRepeats(definition.selectionSet, fragments, fields);
    if (repeats > MAX_REPEATS) return excess('repetitions of one field', repeats, MAX_REPEATS);
  }
  return measure.written > limits.fields ? excess('fields', measure.written, limits.fields) : null;
}

/** Of what is nested so deeply that its levels cannot be counted. */
export function tooDeep(): GraphQLError {
  const message = 'The operation is nested too deeply. Split it into smaller ones.';
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

function excess(what: string, found: number, allowed: number): GraphQLError {
  const message = `The operation has too many ${what}: ${found}, at most ${allowed} are allowed. Split it into smaller ones.`;
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

import { emptiedPath } from '../document/emptied.ts';
import {
  ReferenceProblem,
  readTableReference,
  toReferenceError,
  toRelationOf,
} from '../entities/references.ts';
import type { QueryResolvers } from '../generated/graphql.ts';
import { NEEDS_EXPLANATION } from '../loaders/needs.ts';
import { selectionBelow } from './selections.ts';

export const Query: QueryResolvers = {
  dbtIntegration: (_parent, _args, context) => context.integrations.get(context.viewer()),

  async dbtLookup(_parent, { database, schema, name }, context, info) {
    context.integrations.requireAdmin(context.viewer());
    const key = readTableReference({ database, schema, name }, 'dbtLookup');
    if (key instanceof ReferenceProblem) throw toReferenceError(key);
    const selection = selectionBelow(info, 'DbtTableMetadata');
    const needs = selection.needs | NEEDS_EXPLANATION;
    const [answer] = await context.tables.load([{ relation: toRelationOf(key), needs }]);
    if (answer === undefined) throw new Error('A table was loaded without an answer.');
    const { facts, failures } = answer;
    for (const failure of failures) {
      context.problems.fail(failure, () => [
        info.path.key,
        ...emptiedPath(selection, facts.metadata, failure.emptied),
      ]);
    }
    return facts.metadata;
  },
};

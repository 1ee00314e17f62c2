import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  getOperationAST,
  Kind,
  parse,
  print,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { RefusedQuery } from './environment.ts';
import { type CalledField, createRender } from './render.ts';
import type { Row } from './row.ts';

const SDL = new URL('../../../discovery/schema/discovery-api.graphql', import.meta.url);
const MAX_DOCUMENTS = 500;

export interface GraphqlAnswer {
  readonly status: 200 | 400;
  readonly text: string;
}

export interface ProjectApi {
  answer(query: string, variables: Readonly<Record<string, unknown>>): GraphqlAnswer;
  /** Pages of lists without a filter that were handed out, by list. */
  readonly pages: ReadonlyMap<string, number>;
}

/** Answers any document over dbt's schema; a page of a list is rendered once for each selection, until its environment changes. */
export function createProjectApi(environmentOf: (id: string) => Row | undefined): ProjectApi {
  const schema = buildSchema(readFileSync(SDL, 'utf8'));
  const documents = new LRUCache<string, DocumentNode>({ max: MAX_DOCUMENTS });
  const rendered = new WeakMap<object, Map<string, string>>();
  const pages = new Map<string, number>();

  function parseOnce(query: string): DocumentNode {
    const known = documents.get(query);
    if (known !== undefined) return known;
    const document = parse(query);
    const [problem] = validate(schema, document);
    if (problem !== undefined) throw problem;
    documents.set(query, document);
    return document;
  }

  function environment({ id }: { readonly id: unknown }): Row {
    const row = environmentOf(String(id));
    if (row === undefined) throw new RefusedQuery('Error: There is no data available for this input');
    return row;
  }

  function remember({ own, place, given, selections }: CalledField, render: () => string): string {
    if (!('first' in given) || (given.filter ?? null) !== null) return render();
    pages.set(place, (pages.get(place) ?? 0) + 1);
    const texts = rendered.get(own) ?? new Map<string, string>();
    rendered.set(own, texts);
    const key = `${given.first}/${given.after}/${selections.map(print).join()}`;
    const text = texts.get(key) ?? render();
    texts.set(key, text);
    return text;
  }

  return {
    pages,
    answer(query, variables) {
      try {
        const document = parseOnce(query);
        const operation = getOperationAST(document);
        const type = schema.getQueryType();
        if (operation === null || operation === undefined || !type)
          throw new RefusedQuery('There is no query.');
        const fragments = new Map(
          document.definitions
            .filter(
              (definition): definition is FragmentDefinitionNode =>
                definition.kind === Kind.FRAGMENT_DEFINITION,
            )
            .map((fragment) => [fragment.name.value, fragment]),
        );
        const render = createRender({ schema, fragments, variables, remember });
        const data = render(type, [operation.selectionSet], 'Query')({ environment });
        return { status: 200, text: `{"data":${data}}` };
      } catch (error) {
        return refuse(error);
      }
    },
  };
}

function refuse(error: unknown): GraphqlAnswer {
  const message = error instanceof Error ? error.message : String(error);
  // As dbt does: what is no document of its schema is refused whole.
  const isInvalid = error instanceof GraphQLError;
  const extensions = isInvalid ? { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } } : {};
  return {
    status: isInvalid ? 400 : 200,
    text: JSON.stringify({ errors: [{ message, ...extensions }], data: null }),
  };
}

import { type DocumentNode, type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import { collectFieldNames } from './root-names.ts';

/** What a request asks for, by kinds that are few. `unread`: its operation could not be told. */
export type OperationKind = 'query' | 'mutation' | 'entities' | 'service' | 'unread';

export function operationKindOf(document: DocumentNode, operation: OperationDefinitionNode): OperationKind {
  if (operation.operation === OperationTypeNode.MUTATION) return 'mutation';
  const names = collectFieldNames(document, operation);
  if (names.includes('_entities')) return 'entities';
  return names.includes('_service') ? 'service' : 'query';
}

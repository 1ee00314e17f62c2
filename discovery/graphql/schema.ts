import { readFileSync } from 'node:fs';
import {
  buildSchema,
  GraphQLEnumType,
  GraphQLError,
  GraphQLScalarType,
  type GraphQLSchema,
  Kind,
  type ValueNode,
} from 'graphql';

const SDL_PATH = new URL('../schema/discovery-api.graphql', import.meta.url);

export interface SchemaOptions {
  /** Clients have met ids both as numbers and as text; numbers are served unless this is set. */
  bigIntAsString: boolean;
}

export function createSchema({ bigIntAsString }: SchemaOptions): GraphQLSchema {
  const schema = buildSchema(readFileSync(SDL_PATH, 'utf8'));
  const bigInt = schema.getType('BigInt');
  if (!(bigInt instanceof GraphQLScalarType)) throw new Error('the schema lacks the scalar BigInt');
  bigInt.parseValue = parseBigInt;
  bigInt.parseLiteral = parseBigIntLiteral;
  bigInt.serialize = (value) => {
    const integer = parseBigInt(value);
    return bigIntAsString ? integer.toString() : Number(integer);
  };
  const runStatus = schema.getType('RunStatus');
  if (!(runStatus instanceof GraphQLEnumType)) throw new Error('the schema lacks the enum RunStatus');
  // dbt's list of words grows: one that the enum lacks yet is served as it is.
  runStatus.serialize = String;
  return schema;
}

function parseBigInt(value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === 'string' && /^-?\d{1,19}$/.test(value)) return BigInt(value);
  throw new GraphQLError('BigInt cannot represent a value that is not an integer');
}

function parseBigIntLiteral(node: ValueNode): bigint {
  if (node.kind === Kind.INT || node.kind === Kind.STRING) return parseBigInt(node.value);
  throw new GraphQLError('BigInt cannot represent a value that is not an integer', { nodes: node });
}

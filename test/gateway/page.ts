import type { GatewayKind } from '../support/gateways.ts';
import { createLargeProject } from '../support/large-project.ts';
import { type Stack, startStack } from '../support/start-stack.ts';

const TABLES = 200;
const COLUMNS = 5;

/** A catalogue of 200 tables of 5 columns, all of which dbt knows, behind a gateway. */
export async function startPage(
  gateway: GatewayKind,
  env: Readonly<Record<string, string>> = {},
): Promise<Stack> {
  const project = createLargeProject({ models: TABLES, columnsPerModel: COLUMNS, testsPerModel: 1 });
  try {
    const environments = [{ id: 1, artifactsPath: project.artifactsPath }];
    const stack = await startStack({ gateway, environments, catalog: listTables(), env });
    const stop = async () => {
      await stack.stop();
      await project[Symbol.asyncDispose]();
    };
    return { ...stack, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await project[Symbol.asyncDispose]();
    throw error;
  }
}

function listTables() {
  return Array.from({ length: TABLES }, (_, table) => ({
    database: 'warehouse',
    schema: 'marts',
    name: `table_${table}`,
    type: 'BASE TABLE',
    columns: Array.from({ length: COLUMNS }, (_, column) => ({
      name: `column_${column}`,
      type: 'BIGINT',
      position: column + 1,
    })),
  }));
}

/** Nothing that was read from dbt is known any more. */
export const FORGET = 'mutation { refreshDbtMetadata { userErrors { code } } }';

import { parseConfig } from '../../../src/config.ts';
import { createLogger } from '../../../src/observability/logger.ts';
import { startSubgraph } from '../../../src/start.ts';
import { answerParent } from '../../support/process/channel.ts';
import { usedCpu } from '../../support/process/used-cpu.ts';

/*
 * Two subgraphs in one process: the first counts what is asked for, the second does not. The engine optimises the code of both at once,
 * whereas two processes of the same program differ by more than counting costs.
 */
const urls: string[] = [];
for (const COVERAGE of ['true', 'false']) {
  const config = parseConfig({ ...process.env, COVERAGE });
  const log = createLogger({ level: 'error', destination: process.stderr });
  urls.push((await startSubgraph(config, { log })).url);
}
answerParent({ urls: () => urls, usedCpu });

import { describe } from 'vitest';
import { HAS_REDIS, NO_REDIS } from '../support/redis-server.ts';
import { describeBus } from './bus-contract.ts';
import { describeCounters } from './counter-contract.ts';
import { describeLocks } from './lock-contract.ts';
import { describeNotes } from './note-contract.ts';
import { type OpenReplicas, openLocalReplicas, openReplicasOverRedis } from './replicas.ts';

function describeCoordination(open: OpenReplicas): void {
  describeLocks(open);
  describeCounters(open);
  describeNotes(open);
  describeBus(open);
}

describe('in one process', () => describeCoordination(openLocalReplicas));

if (!HAS_REDIS) process.stderr.write(`coordination over Redis: ${NO_REDIS}\n`);

describe.skipIf(!HAS_REDIS)('over Redis', () => describeCoordination(openReplicasOverRedis));

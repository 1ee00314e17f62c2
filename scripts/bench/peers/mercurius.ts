import { fastify } from 'fastify';
import { mercurius } from 'mercurius';
import { answerParent } from '../../support/process/channel.ts';
import { usedCpu } from '../../support/process/used-cpu.ts';
import { createConstantSchema } from './constants.ts';

/** mercurius over constants, its queries compiled from the first request on. */
const app = fastify({ bodyLimit: 16 * 1024 * 1024 });
app.register(mercurius, { schema: createConstantSchema(), jit: 1 });
const origin = await app.listen({ port: 0, host: '127.0.0.1' });
answerParent({ url: () => `${origin}/graphql`, usedCpu });

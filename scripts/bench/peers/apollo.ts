import { parseArgs } from 'node:util';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { answerParent } from '../../support/process/channel.ts';
import { usedCpu } from '../../support/process/used-cpu.ts';
import { createConstantSchema } from './constants.ts';

/** Apollo Server over constants, as its guide starts it; with `--lean`, without the plugins that the product is without. */
const { values } = parseArgs({ options: { lean: { type: 'boolean', default: false } } });
const server = new ApolloServer({
  schema: createConstantSchema(),
  plugins: values.lean
    ? [
        ApolloServerPluginCacheControlDisabled(),
        ApolloServerPluginInlineTraceDisabled(),
        ApolloServerPluginLandingPageDisabled(),
        ApolloServerPluginUsageReportingDisabled(),
      ]
    : [],
});
const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } });
answerParent({ url: () => new URL('/graphql', url).href, usedCpu });

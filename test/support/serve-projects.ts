import { type Project, writeArtifacts } from './artifact-folder.ts';
import { type Stack, startStack } from './start-stack.ts';

/** What the subgraph takes for the present in the tests over small projects, whose runs are of the days before. */
const NOW = Date.parse('2026-11-26T12:00:00Z');

/** Serves projects over HTTP, each an environment of its own: 1, 2, … in the order of priority, and connects the subgraph to all of them. */
export async function serve(...projects: readonly Project[]): Promise<Stack> {
  const folders = projects.map(writeArtifacts);
  const removeFolders = async () => {
    for (const folder of folders) await folder[Symbol.asyncDispose]();
  };
  try {
    const environments = folders.map(({ artifactsPath }, position) => ({ id: position + 1, artifactsPath }));
    const stack = await startStack({ environments, now: () => NOW });
    const stop = async () => {
      await stack.stop();
      await removeFolders();
    };
    return { ...stack, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await removeFolders();
    throw error;
  }
}

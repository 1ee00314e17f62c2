import { resolve } from 'node:path';
import { measureAgreement } from './corpus/agreement.ts';
import { printAgreement } from './corpus/print.ts';
import { findCorpus, listSets, readSet } from './corpus/read-set.ts';
import { unexplained } from './corpus/row.ts';

/** Serves every set of real artifacts, asks the subgraph for all of it, and prints where the answers agree with the counts. */
async function main(): Promise<void> {
  const corpus = findCorpus(resolve(import.meta.dirname, '..'), process.env.DBT_CORPUS);
  if (corpus === null) {
    console.error('There is no folder of real artifacts with a counts.json. Set DBT_CORPUS to one.');
    process.exitCode = 1;
    return;
  }
  let defects = 0;
  for (const name of listSets(corpus)) {
    const agreement = await measureAgreement(readSet(corpus, name));
    console.log(printAgreement(agreement));
    defects += unexplained(agreement.rows).length;
  }
  console.log(defects === 0 ? 'Every difference is explained.' : `${defects} differences are UNEXPLAINED.`);
  process.exitCode = defects === 0 ? 0 : 1;
}

await main();

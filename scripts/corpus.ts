import { resolve } from 'node:path';
import { printAgreement, printTotals } from './corpus/print.ts';
import { findCorpus } from './corpus/read-set.ts';
import { unexplained } from './corpus/row.ts';
import { listMeasures } from './corpus/sets.ts';

/** Serves every set of real artifacts, asks the subgraph for all of it, and prints where the answers agree with the counts. */
async function main(): Promise<void> {
  const corpus = findCorpus(resolve(import.meta.dirname, '..'), process.env.DBT_CORPUS);
  if (corpus === null) {
    console.error('There is no folder of real artifacts with a counts.json. Set DBT_CORPUS to one.');
    process.exitCode = 1;
    return;
  }
  const agreements = [];
  for (const { measure } of listMeasures(corpus)) {
    const agreement = await measure();
    console.log(printAgreement(agreement));
    agreements.push(agreement);
  }
  console.log(printTotals(agreements));
  const defects = agreements.flatMap(({ rows }) => unexplained(rows)).length;
  console.log(defects === 0 ? 'Every difference is explained.' : `${defects} differences are UNEXPLAINED.`);
  process.exitCode = defects === 0 ? 0 : 1;
}

await main();

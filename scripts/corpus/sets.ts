import { type Agreement, measureAgreement } from './agreement.ts';
import { hasHistory, openHistory } from './history.ts';
import { listSets, readSet } from './read-set.ts';

/** What is judged: every set as it is, and those with older runs once more together with these. */
export function listMeasures(
  corpus: string,
): readonly { readonly name: string; measure(): Promise<Agreement> }[] {
  return listSets(corpus).flatMap((name) => {
    const asItIs = { name, measure: () => measureAgreement(readSet(corpus, name)) };
    if (!hasHistory(corpus, name)) return [asItIs];
    const withHistory = async () => {
      await using history = openHistory(corpus, name);
      const set = readSet(corpus, name, history.folder);
      return await measureAgreement({ ...set, name: `${name} with its history` });
    };
    return [asItIs, { name: `${name} with its history`, measure: withHistory }];
  });
}

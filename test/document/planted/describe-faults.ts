import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SituationName } from '../comparison.ts';
import type { PlantedFault } from './faults.ts';
import { type Searcher, startSearchers } from './searcher.ts';

/** Declares a test for each fault, and one for each situation without a fault. */
export function describeFaults(
  faultsByPart: Readonly<Record<string, readonly PlantedFault[]>>,
  situations: readonly SituationName[],
): void {
  let searcher: Searcher;

  beforeAll(() => {
    searcher = startSearchers(2);
  });

  afterAll(() => searcher.stop());

  describe.concurrent.each(Object.entries(faultsByPart))(
    'a fault of %s is found by generated requests:',
    (_, faults) => {
      test.concurrent.each<PlantedFault>([...faults])(
        '$title',
        async ({ title: _, situation = 'answers', isExecuted = false, ...fault }) => {
          const finding = await searcher.find({ situation, fault });
          expect(finding).toMatchObject({ isExecuted });
        },
      );
    },
  );

  test.concurrent.each(situations)(
    'without a fault nothing is found in the situation %s',
    async (situation) => {
      expect(await searcher.find({ situation, fault: null })).toBeNull();
    },
  );
}

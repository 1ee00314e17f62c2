import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createExpiringMap } from '../../src/coordination/expiring-map.ts';

const MAX = 3;
const names = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('set' as const), name: names, ttlMs: fc.integer({ min: 1, max: 20 }) }),
    fc.record({ kind: fc.constant('update' as const), name: names }),
    fc.record({ kind: fc.constant('delete' as const), name: names }),
    fc.record({ kind: fc.constant('turn' as const), ms: fc.integer({ min: -10, max: 10 }) }),
  ),
  { maxLength: 40 },
);

test('a value is found from when it was set until it ends, and never more than the bound of them', () => {
  fc.assert(
    fc.property(steps, (run) => {
      let nowMs = 1000;
      const map = createExpiringMap<number>(MAX, () => nowMs);
      /** What was set and neither replaced nor deleted since, in the order of setting. */
      const model = new Map<string, { value: number; setAtMs: number; ttlMs: number }>();
      const lives = (name: string) => {
        const known = model.get(name);
        return known !== undefined && nowMs >= known.setAtMs && nowMs < known.setAtMs + known.ttlMs;
      };
      for (const [position, step] of run.entries()) {
        if (step.kind === 'turn') nowMs += step.ms;
        else if (step.kind === 'delete') {
          map.delete(step.name);
          model.delete(step.name);
        } else if (step.kind === 'update') {
          map.update(step.name, (value) => value + 1000);
          const known = model.get(step.name);
          if (known !== undefined && lives(step.name) && map.get(step.name) !== undefined)
            known.value += 1000;
        } else {
          map.set(step.name, position, step.ttlMs);
          model.delete(step.name);
          model.set(step.name, { value: position, setAtMs: nowMs, ttlMs: step.ttlMs });
          expect(map.get(step.name)).toBe(position);
        }
        const found = [...model.keys()].filter((name) => map.get(name) !== undefined);
        expect(found.length).toBeLessThanOrEqual(MAX);
        for (const name of found) {
          expect(lives(name)).toBe(true);
          expect(map.get(name)).toBe(model.get(name)?.value);
        }
      }
    }),
  );
});

test('room is made by what has ended, then by what was set longest ago', () => {
  const clock = { nowMs: 0 };
  const map = createExpiringMap<string>(3, () => clock.nowMs);
  map.set('old', 'x', 1000);
  map.set('ended', 'x', 10);
  map.set('young', 'x', 1000);
  clock.nowMs = 10;
  map.set('next', 'x', 1000);
  const found = () => ['old', 'ended', 'young', 'next', 'last'].filter((name) => map.get(name) !== undefined);
  expect(found()).toEqual(['old', 'young', 'next']);
  map.set('old', 'y', 1000);
  map.set('last', 'x', 1000);
  expect(found()).toEqual(['old', 'next', 'last']);
});

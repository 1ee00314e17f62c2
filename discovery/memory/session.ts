import { findFault } from './faults.ts';
import { noteKeptOut } from './kept-out.ts';
import { settleTarget } from './learn-manifest.ts';
import type { Verdict } from './memory.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import type { Calls, ShownPart, TakeRequest } from './protocol.ts';
import { recall } from './recall.ts';
import { createShownRuns, refold, type ShownRuns } from './refold.ts';
import { copyRemembered, createRemembered, type Remembered } from './remembered.ts';
import { createRowChanges, type RowChanges } from './rows.ts';
import type { StoredRows } from './stored-rows.ts';
import { takeArtifacts } from './take-artifacts.ts';

/** What the worker does about one environment. */
export interface Session {
  take(request: TakeRequest): ReturnType<Calls['take']>;
  forget(): void;
  changes(): ReturnType<Calls['changes']>;
  slice(): string | null;
}

const SHOWN_AS_STORED: readonly ShownPart[] = ['manifest', 'catalog', 'freshness'];

/** `target` is the name that the settings give to the environment's target, if any. */
export function createSession(stored: StoredRows, environmentId: number, target: string | null): Session {
  let remembered: Remembered;
  let shown: ShownRuns;
  let outbox: Outbox;
  let isAfresh: boolean;
  let slices: Iterator<string, void> | null = null;

  /** Begins from what is on disk, which is true whatever went wrong before. */
  function begin(): void {
    remembered = recall(stored, environmentId, target);
    const rows = newRows();
    // The settings may name another target than before.
    settleTarget(remembered, rows);
    noteKeptOut(remembered);
    rows.put('environment', '', JSON.stringify(remembered.header));
    if (rows.of('targets').size > 0) stored.write(environmentId, rows.all(), { afresh: false });
    showAll();
  }

  function showAll(): void {
    isAfresh = true;
    shown = createShownRuns();
    outbox = createOutbox();
    for (const part of SHOWN_AS_STORED)
      for (const [name, value] of stored.read(environmentId, part)) outbox.add(part, name, value);
    showRuns(remembered.mentions.keys());
  }

  function newRows(): RowChanges {
    return createRowChanges({
      read: (part) => stored.read(environmentId, part),
      readOne: (part, name) => stored.readOne(environmentId, part, name),
    });
  }

  function showRuns(uniqueIds: Iterable<string>): void {
    for (const [id, text] of refold(remembered, shown, uniqueIds)) outbox.add('runs', id, text);
  }

  function show(rows: RowChanges): void {
    for (const part of SHOWN_AS_STORED)
      for (const [name, value] of rows.of(part)) outbox.add(part, name, value);
    // Another manifest may name other relations for any of them, or tell where others were built.
    const isRejudged = rows.of('manifest').size > 0 || rows.of('elsewhere').size > 0;
    showRuns(
      isRejudged ? new Set([...shown.texts.keys(), ...remembered.mentions.keys()]) : rows.of('runs').keys(),
    );
  }

  begin();
  return {
    take({ arrivals, allowOtherProject, mode }) {
      const afresh = mode === 'afresh';
      const rows = afresh ? createRowChanges() : newRows();
      const before = remembered;
      try {
        if (afresh) remembered = createRemembered(target);
        if (mode === 'whole' && arrivals.length > 1) remembered = copyRemembered(before);
        const taken = takeArtifacts(remembered, rows, arrivals, allowOtherProject);
        const isWhole = findFault(taken.verdicts) === undefined;
        if (afresh && (!isWhole || remembered.header.manifest === null)) {
          remembered = before;
          return taken;
        }
        if (mode === 'whole' && taken.verdicts.some(({ outcome }) => outcome === 'refused')) {
          remembered = before;
          return { verdicts: taken.verdicts.map(toNotStored), lines: [] };
        }
        stored.write(environmentId, rows.all(), { afresh });
        if (afresh) showAll();
        else show(rows);
        return taken;
      } catch (error) {
        begin();
        throw error;
      }
    },
    forget() {
      stored.forget(environmentId);
      begin();
    },
    changes() {
      slices = outbox.slices();
      const afresh = isAfresh;
      isAfresh = false;
      return { header: remembered.header, hasOtherTarget: shown.others.size > 0, afresh };
    },
    slice() {
      const next = slices?.next();
      return next === undefined || next.done ? null : next.value;
    },
  };
}

function toNotStored(verdict: Verdict): Verdict {
  const { kind, origin } = verdict;
  return verdict.outcome === 'new' ? { outcome: 'not stored', kind, origin } : verdict;
}

import type { StoredManifest } from './learn-manifest.ts';
import type { Remembered } from './remembered.ts';
import type { RowChanges } from './rows.ts';
import type { StoredRows } from './stored-rows.ts';
import { placedCommands, relationsOf, type TargetBook } from './target-book.ts';
import { type TargetChoice, withCommand } from './target-choice.ts';
import { isBuilder, type StoredCommand } from './target-command.ts';

/** So many commands by themselves; older ones in their sum. */
const COMMANDS_KEPT = 64;
/** Each pull request may have a target of its own. */
const NAMES_KEPT = 64;
/** Beside the environment's own target. */
const OTHERS_KEPT = 3;

interface StoredTargets {
  readonly chosen: string | null;
  readonly before: TargetChoice;
  readonly names: Readonly<Record<string, readonly string[]>>;
}

export function putCommand(
  targets: TargetBook,
  rows: RowChanges,
  invocation: string,
  command: StoredCommand,
): void {
  const text = JSON.stringify(command);
  if (JSON.stringify(targets.commands.get(invocation)) === text) return;
  targets.commands.set(invocation, command);
  rows.put('commands', invocation, text);
}

export function putTargets({ chosen, before, names }: TargetBook, rows: RowChanges): void {
  rows.put('targets', '', JSON.stringify({ chosen, before, names } satisfies StoredTargets));
}

/** Reads back what the database has of an environment's targets; its nodes have been read before. */
export function recallTargets(remembered: Remembered, stored: StoredRows, environmentId: number): void {
  const { targets, header } = remembered;
  for (const [, text] of stored.read(environmentId, 'targets')) {
    const { chosen, before, names }: StoredTargets = JSON.parse(text);
    Object.assign(targets, { chosen, before, names });
  }
  for (const [invocation, text] of stored.read(environmentId, 'commands')) {
    targets.commands.set(invocation, JSON.parse(text));
  }
  for (const [place, text] of stored.read(environmentId, 'elsewhere')) {
    const { header: other, nodes }: StoredManifest = JSON.parse(text);
    targets.places.set(place, { stamp: other.stamp, relations: relationsOf(nodes) });
  }
  if (header.manifest === null) return;
  const { stamp } = header.manifest;
  if (targets.chosen === null) {
    // A file from before targets were told apart.
    targets.chosen = stamp.artifact;
    const invocation = stamp.invocationId ?? stamp.artifact;
    targets.commands.set(invocation, { at: stamp.at, place: targets.chosen, sample: [], hasBuilt: true });
  }
  const own = [...remembered.nodes]
    .filter(([id]) => isBuilder(id))
    .map(([id, node]) => [id, node.relation] as const);
  targets.places.set(targets.chosen, { stamp, relations: new Map(own) });
}

/** Keeps what is known of targets in bounds. */
export function tidyTargets({ targets }: Remembered, rows: RowChanges): void {
  const others = [...targets.places]
    .filter(([id]) => id !== targets.chosen)
    .sort(([, left], [, right]) => right.stamp.at - left.stamp.at);
  for (const [id] of others.slice(OTHERS_KEPT)) {
    targets.places.delete(id);
    rows.drop('elsewhere', id);
  }
  if (targets.commands.size <= COMMANDS_KEPT) return;
  const placed = new Map(placedCommands(targets));
  const oldestFirst = [...targets.commands].sort(
    ([a, left], [b, right]) => left.at - right.at || (a < b ? -1 : 1),
  );
  for (const [invocation] of oldestFirst.slice(0, -COMMANDS_KEPT)) {
    const command = placed.get(invocation);
    if (command !== undefined) {
      targets.before = withCommand(targets.before, command);
      const { target, place } = command;
      if (typeof target === 'string') {
        const known = targets.names[target] ?? [];
        const { [target]: _, ...others } = targets.names;
        const places = [...new Set([...known, place])].slice(-OTHERS_KEPT - 1);
        const latest = [...Object.entries(others), [target, places] as const].slice(-NAMES_KEPT);
        targets.names = Object.fromEntries(latest);
      }
    }
    targets.commands.delete(invocation);
    rows.drop('commands', invocation);
  }
  putTargets(targets, rows);
}

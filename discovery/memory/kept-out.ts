import type { Remembered } from './remembered.ts';
import type { Relations, TargetBook } from './target-book.ts';

/** Why a manifest of this place does not count, and what to do. */
export function explainKeptOut({ places, chosen, commands, named }: TargetBook, place: string): string {
  const where = describePlace(places.get(place)?.relations ?? new Map());
  const target = [...commands.values()].find((command) => command.place === place && command.target)?.target;
  const is = `is of ${target ? `the target ${target}` : 'another target'} (${where})`;
  if (named !== null) {
    return `it ${is} and is kept out, because this environment is of the target ${named}: send it to an environment of its own`;
  }
  const own = describePlace(places.get(chosen ?? '')?.relations ?? new Map());
  return (
    `it ${is} and is kept out, because this environment is of ${own}: send it to an environment of its own, ` +
    'name the target of this one by "target" in --config or --target ID=NAME, or build there if this one has moved'
  );
}

/** What is said of results by which another target came to be the environment's. */
export function explainMove({ places, chosen }: TargetBook): string {
  const where = describePlace(places.get(chosen ?? '')?.relations ?? new Map());
  return `by them this environment is of the target in ${where}, whose manifest counts from now on`;
}

/** Says in the header whether something newer than what is served is kept out. */
export function noteKeptOut(remembered: Remembered): void {
  const { targets, header } = remembered;
  const servedAt = header.manifest?.stamp.at ?? -1;
  const [newest] = [...targets.places]
    .filter(([id, { stamp }]) => id !== targets.chosen && stamp.at > servedAt)
    .sort(([, left], [, right]) => right.stamp.at - left.stamp.at);
  const keptOut =
    newest === undefined
      ? null
      : `the manifest of ${newest[1].stamp.generatedAt}: ${explainKeptOut(targets, newest[0])}`;
  if (keptOut !== header.keptOut) remembered.header = { ...header, keptOut };
}

/** `warehouse.marts`: where the most of these relations are. */
function describePlace(relations: Relations): string {
  const counts = new Map<string, number>();
  for (const relation of relations.values()) {
    const place = relation.split('.').slice(0, -1).join('.');
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  const [most] = [...counts].sort((left, right) => right[1] - left[1]);
  return most?.[0] ?? '';
}

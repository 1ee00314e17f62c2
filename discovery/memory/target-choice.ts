/** What one dbt command tells of the target that it ran for. */
export interface TargetCommand {
  /** Where its relations are: the id of a place. */
  readonly place: string;
  /** What `--target` named, null for the default of the profile; undefined where no results have told. */
  readonly target: string | null | undefined;
  /** It ran, built, seeded or snapshotted something there with success. */
  readonly hasBuilt: boolean;
}

/** The place that an environment's facts are of, and what the commands since its last one say against it. */
export interface TargetChoice {
  readonly place: string | null;
  readonly target: string | null | undefined;
  readonly hasBuilt: boolean;
  readonly rivals: Readonly<Record<string, { readonly commands: number; readonly hasBuilt: boolean }>>;
}

export const NO_CHOICE: TargetChoice = { place: null, target: undefined, hasBuilt: false, rivals: {} };

/** Each pull request may have a target of its own. */
const RIVALS_KEPT = 16;

/** So many commands in a row for another place make it the environment's. */
const COMMANDS_TO_MOVE = 3;

/**
 * The choice after one more command, the newest of all. The place that came first stays, because a command for another target is the
 * exception. It gives way where the same target builds elsewhere, where nothing was ever built in it and something is in the other, and
 * where one command after another is for the other.
 */
export function withCommand(choice: TargetChoice, command: TargetCommand): TargetChoice {
  const { place, target, hasBuilt } = command;
  if (choice.place === null) return { place, target, hasBuilt, rivals: {} };
  if (place === choice.place) {
    return {
      place,
      target: target === undefined ? choice.target : target,
      hasBuilt: hasBuilt || choice.hasBuilt,
      rivals: {},
    };
  }
  const before = choice.rivals[place] ?? { commands: 0, hasBuilt: false };
  const rival = { commands: before.commands + 1, hasBuilt: hasBuilt || before.hasBuilt };
  const hasMoved = hasBuilt && target === choice.target;
  // The first build of a named target displaces none but another named one: what is not told may be the default.
  const isFirstBuild = hasBuilt && !choice.hasBuilt && (typeof choice.target === 'string' || target === null);
  const goesOn = rival.commands >= COMMANDS_TO_MOVE && (rival.hasBuilt || !choice.hasBuilt);
  if (hasMoved || isFirstBuild || goesOn) return { place, target, hasBuilt: rival.hasBuilt, rivals: {} };
  const { [place]: _, ...others } = choice.rivals;
  const latest = [...Object.entries(others), [place, rival] as const].slice(-RIVALS_KEPT);
  return { ...choice, rivals: Object.fromEntries(latest) };
}

/** The choice where the environment's target is given by name: its latest place, else one that no other name is known of. */
export function chooseNamed(commands: readonly TargetCommand[], named: string): TargetChoice {
  const own = commands.findLast(({ target }) => target === named);
  if (own !== undefined) return { ...NO_CHOICE, place: own.place, target: named, hasBuilt: own.hasBuilt };
  const others = new Set(
    commands.filter(({ target }) => typeof target === 'string').map(({ place }) => place),
  );
  return commands.filter(({ place }) => !others.has(place)).reduce(withCommand, NO_CHOICE);
}

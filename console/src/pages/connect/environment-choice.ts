import type { Environment } from '../../integration.ts';

export interface Choice {
  readonly environment: Environment;
  readonly isChosen: boolean;
}

/** The stored environments, in their order. */
export function chosen(environments: readonly Environment[]): readonly Choice[] {
  return environments.map((environment) => ({ environment, isChosen: true }));
}

/**
 * What a test has found, put together with what was chosen before: names are brought up to date, order and choice stay, and environments
 * that are new come last. Nothing was chosen before: all are, as saving without a choice would do.
 */
export function withFound(choices: readonly Choice[], found: readonly Environment[]): readonly Choice[] {
  const byId = new Map(found.map((environment) => [environment.id, environment]));
  const known = new Set(choices.map(({ environment }) => environment.id));
  return [
    ...choices.map((choice) => ({
      ...choice,
      environment: byId.get(choice.environment.id) ?? choice.environment,
    })),
    ...found
      .filter(({ id }) => !known.has(id))
      .map((environment) => ({ environment, isChosen: choices.length === 0 })),
  ];
}

/** One that the token cannot list, by its id. Null where the text is no id, or is there already. */
export function withId(choices: readonly Choice[], text: string): readonly Choice[] | null {
  const id = text.trim();
  if (!/^\d{1,20}$/.test(id) || choices.some(({ environment }) => environment.id === id)) return null;
  return [...choices, { environment: { id, name: null, projectName: null }, isChosen: true }];
}

/** Moves the choice at one place to another; places beyond the ends are the ends. */
export function moved(choices: readonly Choice[], from: number, to: number): readonly Choice[] {
  const place = Math.max(0, Math.min(choices.length - 1, to));
  const choice = choices[from];
  if (choice === undefined || place === from) return choices;
  const rest = choices.filter((_, position) => position !== from);
  return [...rest.slice(0, place), choice, ...rest.slice(place)];
}

export function toggled(choices: readonly Choice[], id: string): readonly Choice[] {
  return choices.map((choice) =>
    choice.environment.id === id ? { ...choice, isChosen: !choice.isChosen } : choice,
  );
}

export function idsOf(choices: readonly Choice[]): readonly string[] {
  return choices.filter(({ isChosen }) => isChosen).map(({ environment }) => environment.id);
}

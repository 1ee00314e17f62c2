import { type Composition, isRefusal, withoutOptions } from './compose.ts';

/** What the composers say, a line each and their objections below. `alone` are those that refuse the owner's schemas by themselves. */
export function reportCompositions(
  compositions: readonly Composition[],
  alone: readonly Composition[],
): string[] {
  const accepting = compositions.filter(({ errors }) => errors?.length === 0).length;
  const head = compositions.some(isRefusal)
    ? 'It does not compose with your schema:'
    : `Composed with your schema by ${accepting} ${accepting === 1 ? 'composer' : 'composers'}:`;
  return [
    head,
    ...compositions.flatMap((composition) => composerLines(composition, alone)),
    ...(alone.length === 0 ? leaveOutOf(compositions) : [leaveOut(alone)]),
  ];
}

function composerLines({ composer, errors }: Composition, alone: readonly Composition[]): string[] {
  if (errors === null) return [`  ${composer}: not installed, not asked`];
  if (errors.length === 0) return [`  ${composer}: accepts`];
  const ownErrors = alone.find((each) => each.composer === composer)?.errors;
  return ownErrors
    ? [
        `  ${composer}: refuses your schema by itself already, without this subgraph`,
        ...errorLines(ownErrors),
      ]
    : [`  ${composer}: refuses`, ...errorLines(errors)];
}

/** Composers write over many lines, and the same of each contributed field. */
function errorLines(errors: readonly string[]): string[] {
  const lines = errors.slice(0, 3).map((message) => `    ${message.replaceAll(/\s*\n\s*/g, ' ')}`);
  return errors.length > 3 ? [...lines, `    … and ${errors.length - 3} more of the kind`] : lines;
}

/** Where others accept, the graph may do without those that refuse. */
function leaveOutOf(compositions: readonly Composition[]): string[] {
  const refusing = compositions.filter(isRefusal).map(({ composer }) => composer);
  const accepting = compositions.filter(({ errors }) => errors?.length === 0);
  return refusing.length === 0 || accepting.length === 0
    ? []
    : [`If no gateway of yours composes so: ${withoutOptions(refusing)}`];
}

function leaveOut(alone: readonly Composition[]): string {
  const options = withoutOptions(alone.map(({ composer }) => composer));
  return `If your files are the whole graph and no gateway of yours composes so: ${options}. Otherwise give all files: --owner a.graphql --owner b.graphql`;
}

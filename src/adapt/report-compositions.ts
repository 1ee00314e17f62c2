import type { Composition } from './compose.ts';

/** What the composers say, a line each and their objections below. */
export function reportCompositions(compositions: readonly Composition[]): string[] {
  const accepting = compositions.filter(({ errors }) => errors?.length === 0).length;
  const refusing = compositions.filter(({ errors }) => errors !== null && errors.length > 0).length;
  const head =
    refusing === 0
      ? `Composed with your schema by ${accepting} ${accepting === 1 ? 'composer' : 'composers'}:`
      : 'It does not compose with your schema, so nothing is written:';
  return [head, ...compositions.flatMap(composerLines)];
}

function composerLines({ composer, errors }: Composition): string[] {
  if (errors === null) return [`  ${composer}: not installed, not asked`];
  if (errors.length === 0) return [`  ${composer}: accepts`];
  return [
    `  ${composer}: refuses`,
    ...errors.map((message) => `    ${message.replaceAll(/\s*\n\s*/g, ' ')}`),
  ];
}

import { Copy, DockerfileParser, type Instruction, PropertyInstruction } from 'dockerfile-ast';

/** One step of a stage. Variables are not written out: the shell of a step does that. */
export type Step =
  | { readonly kind: 'RUN'; readonly command: string }
  /** `from` is null for the build context. */
  | {
      readonly kind: 'COPY';
      readonly from: string | null;
      readonly sources: readonly string[];
      readonly to: string;
    }
  | { readonly kind: 'ENV' | 'LABEL'; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: 'WORKDIR' | 'USER' | 'VOLUME' | 'ARG' | 'EXPOSE'; readonly text: string }
  /** In exec form; null where a shell would run it. */
  | { readonly kind: 'ENTRYPOINT' | 'CMD' | 'HEALTHCHECK'; readonly args: readonly string[] | null };

export interface Stage {
  readonly name: string;
  /** The name of a stage before it, or of an image. */
  readonly base: string;
  readonly steps: readonly Step[];
}

/** The stages of a Dockerfile, in order. Throws on an instruction that is not known here. */
export function parseDockerfile(text: string): readonly Stage[] {
  const stages: { name: string; base: string; steps: Step[] }[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const words = instruction.getArguments().map((argument) => argument.getValue());
    if (instruction.getKeyword() === 'FROM') {
      const [base = '', , name = base] = words;
      stages.push({ name, base, steps: [] });
    } else {
      // Before the first stage stand variables of the build.
      stages.at(-1)?.steps.push(toStep(instruction, words));
    }
  }
  return stages;
}

function toStep(instruction: Instruction, words: readonly string[]): Step {
  const kind = instruction.getKeyword();
  const text = (instruction.getArgumentsContent() ?? '').trim();
  switch (kind) {
    case 'RUN':
      return { kind, command: text };
    case 'COPY': {
      const from = instruction instanceof Copy ? (instruction.getFromFlag()?.getValue() ?? null) : null;
      return { kind, from, sources: words.slice(0, -1), to: words.at(-1) ?? '' };
    }
    case 'ENV':
    case 'LABEL':
      return { kind, values: Object.fromEntries(propertiesOf(instruction)) };
    case 'WORKDIR':
    case 'USER':
    case 'VOLUME':
    case 'ARG':
    case 'EXPOSE':
      return { kind, text };
    case 'ENTRYPOINT':
    case 'CMD':
    case 'HEALTHCHECK':
      return { kind, args: execForm(text) };
    default:
      throw new Error(
        `The Dockerfile has ${kind}, which this script does not know. Teach it in scripts/image.`,
      );
  }
}

function propertiesOf(instruction: Instruction): [string, string][] {
  if (!(instruction instanceof PropertyInstruction)) return [];
  return instruction.getProperties().map((property) => [property.getName(), property.getValue() ?? '']);
}

function execForm(text: string): readonly string[] | null {
  const list = /\[.*\]$/s.exec(text)?.[0];
  return list === undefined ? null : JSON.parse(list);
}

import { plainKey } from './integer-keys.ts';

export type Path = readonly PropertyKey[];

/** Values that could not be read and are left out, by their place in one file. */
export interface Losses {
  /** A place that is lost already keeps its first reason. */
  add(path: Path, reason: string): void;
  /** Why an owner is lost that cannot do without this key. What was lost inside of the owner is no longer a loss of its own. */
  explain(owner: Path, key: PropertyKey): string;
  /** One sentence for each, such as `nodes["model.shop.a"].tags is left out: expected array, received string`. */
  describe(): string[];
}

export function createLosses(): Losses {
  const losses = new Map<string, string>();
  return {
    add: (path, reason) => {
      const place = toText(path);
      if (!losses.has(place)) losses.set(place, reason);
    },
    explain: (owner, key) => {
      const reason = losses.get(toText([...owner, key]));
      const inside = toText(owner);
      for (const place of losses.keys()) {
        if (place.startsWith(`${inside}.`) || place.startsWith(`${inside}[`)) losses.delete(place);
      }
      return reason === undefined ? `its ${String(key)} is missing` : `its ${String(key)}: ${reason}`;
    },
    describe: () => [...losses].map(([place, reason]) => `${place} is left out: ${reason}`),
  };
}

function toText(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else {
      const key = plainKey(String(step));
      if (!/^[A-Za-z_]\w*$/.test(key)) text += `[${JSON.stringify(key)}]`;
      else text += text === '' ? key : `.${key}`;
    }
  }
  return text;
}

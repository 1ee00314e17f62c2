import type { StoredMention } from './mentions.ts';

/** The mentions of one node as text. Code that several runs compiled alike is kept once. */
export function packMentions(mentions: readonly StoredMention[]): string {
  const codes: string[] = [];
  const packed = mentions.map(({ uniqueId: _, ...mention }) => {
    const { compiledCode, ...run } = mention.run;
    if (compiledCode === null) return { ...mention, run: { ...run, compiledCode: null } };
    if (!codes.includes(compiledCode)) codes.push(compiledCode);
    return { ...mention, run: { ...run, compiledCode: codes.indexOf(compiledCode) } };
  });
  return JSON.stringify({ codes, mentions: packed });
}

interface Packed {
  codes: string[];
  mentions: (Omit<StoredMention, 'uniqueId' | 'run'> & {
    run: Omit<StoredMention['run'], 'compiledCode'> & { compiledCode: number | null };
  })[];
}

export function unpackMentions(uniqueId: string, text: string): StoredMention[] {
  const { codes, mentions }: Packed = JSON.parse(text);
  return mentions.map((mention) => {
    const { compiledCode } = mention.run;
    const code = compiledCode === null ? null : (codes[compiledCode] ?? null);
    return { ...mention, uniqueId, run: { ...mention.run, compiledCode: code } };
  });
}

import { describe, expect, it } from 'vitest';
import {
  parseRelationName,
  type RelationSegment,
  splitTypedPath,
  stripQuotes,
} from '../../src/facts/relation-name.ts';

/** Quoted segments in braces. */
function show(segments: readonly RelationSegment[]): string {
  return segments.map((segment) => (segment.quoted ? `{${segment.text}}` : segment.text)).join(' ');
}

describe('parseRelationName', () => {
  it.each([
    ['"a"."b"."c"', '{a} {b} {c}'],
    ['a.b.c', 'a b c'],
    ['a.b."C d"', 'a b {C d}'],
    ['`p-x`.`d`.`t`', '{p-x} {d} {t}'],
    ['`p-x.d.t`', '{p-x} {d} {t}'],
    ['[a].[b]', '{a} {b}'],
    ['"say ""hi"""."b"', '{say "hi"} {b}'],
    ['"a.b"."c"', '{a.b} {c}'],
    ['[a]]b].[c]', '{a]b} {c}'],
    [' "a"."b" ', '{a} {b}'],
    ['', ''],
    ['"open', ''],
    ['"a"b', ''],
    ['a.', ''],
  ])('%s reads %s', (text, expected) => {
    expect(show(parseRelationName(text))).toBe(expected);
  });
});

describe('splitTypedPath', () => {
  it.each([
    ['a.b.c', 'a b c'],
    ['"a"."b"."c"', '{a} {b} {c}'],
    [' "a" . [b] .c ', '{a} {b} c'],
    ['`p-x.d`.t', '{p-x.d} t'],
    ['"a.b"', '{a.b}'],
    ['[a]]b].c', '{a]b} c'],
    ['"open.b', '"open b'],
    ['"a"b.c', '"a"b c'],
    ['p:d.t', 'p:d t'],
    ['db..t', 'db  t'],
    ['t.', 't '],
    ['t', 't'],
    ['', ''],
  ])('%s reads %s', (text, expected) => {
    expect(show(splitTypedPath(text))).toBe(expected);
  });
});

describe('stripQuotes', () => {
  it.each([
    ['"Order ID"', 'Order ID'],
    ['`id`', 'id'],
    ['[id]', 'id'],
    ['id', 'id'],
    ['"a"."b"', '"a"."b"'],
    ['"open', '"open'],
  ])('%s reads %s', (text, expected) => {
    expect(stripQuotes(text)).toBe(expected);
  });
});

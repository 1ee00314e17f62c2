import type { GraphQLScalarType } from 'graphql';
import type { Draw } from './draw.ts';
import { drawReference, type RequestSubject } from './references.ts';

/** A JSON value of a scalar. Texts are names of columns, known and unknown; numbers are such as page sizes are. */
export function drawScalar(draw: Draw, { name }: GraphQLScalarType, about: RequestSubject): unknown {
  switch (name) {
    case '_Any':
      return drawReference(draw, about);
    case 'Int':
      return draw.upTo(30);
    case 'Float':
      return draw.upTo(300) / 10;
    case 'Boolean':
      return draw.oneIn(2);
    case 'DateTime':
      return '2026-11-20T03:00:00.000Z';
    case 'JSON':
      return draw.pick([null, 0, 'text', [], { nested: [true] }]);
    default:
      return draw.pick([...draw.pick(about.tables).columns, 'column_of_nobody', '', 'quoted "é"\\\n']);
  }
}

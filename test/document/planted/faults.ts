// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of the source, as text.
import type { SituationName } from '../comparison.ts';
import type { Fault } from './plant.ts';

/** A fault with its name, and where it shows: while dbt answers, unless another situation is given. */
export interface PlantedFault extends Fault {
  readonly title: string;
  readonly situation?: SituationName;
  /** Whether it shows in that the executor has to answer. */
  readonly isExecuted?: true;
}

/** By the part of the writer that they stand in. */
export const FAULTS_OF_THE_DOCUMENT: Readonly<Record<string, readonly PlantedFault[]>> = {
  'type conditions': [
    {
      title: 'any type fits',
      file: 'document/collect-fields.ts',
      text: 'condition === undefined || condition === type.name',
      becomes: "condition !== ''",
    },
    {
      title: 'a union does not fit its members',
      file: 'document/collect-fields.ts',
      text: 'return isAbstractType(conditional) && schema.isSubType(conditional, type);',
      becomes: 'return false;',
    },
    {
      title: 'a fragment without a type does not fit',
      file: 'document/collect-fields.ts',
      text: 'condition === undefined || condition === type.name',
      becomes: 'condition === type.name',
    },
  ],
  fragments: [
    {
      title: 'only the first named fragment of a selection is taken',
      file: 'document/collect-fields.ts',
      text: 'if (spread.has(name)) return undefined;',
      becomes: 'if (spread.size > 0) return undefined;',
    },
    {
      title: 'a spread that is skipped counts as spread',
      file: 'document/collect-fields.ts',
      text: 'if (!isIncluded(selection, variables)) continue;',
      becomes: `if (!isIncluded(selection, variables)) {
        if (selection.kind === Kind.FRAGMENT_SPREAD) spread.add(selection.name.value);
        continue;
      }`,
    },
    {
      title: 'a fragment in a fragment is not taken',
      file: 'document/collect-fields.ts',
      text: 'visit(fragment.selectionSet);',
      becomes:
        'visit({ ...fragment.selectionSet, selections: fragment.selectionSet.selections.filter(({ kind }) => kind !== Kind.FRAGMENT_SPREAD) });',
    },
    {
      title: 'a fragment that stands in several places is taken in one',
      file: 'document/collect-fields.ts',
      text: 'const spread = new Set<string>();',
      becomes: 'const spread = (fragments[" spread"] ??= new Set());',
    },
  ],
  '@skip and @include': [
    {
      title: '@skip is passed over',
      file: 'document/collect-fields.ts',
      text: 'if (getDirectiveValues(GraphQLSkipDirective, selection, variables)?.if === true) return false;',
      becomes: '',
    },
    {
      title: '@include is passed over',
      file: 'document/collect-fields.ts',
      text: 'return getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.if !== false;',
      becomes: 'return true;',
    },
    {
      title: '@include goes before @skip',
      file: 'document/collect-fields.ts',
      text: '?.if === true) return false;',
      becomes:
        '?.if === true) return getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.if === true;',
    },
    {
      title: 'directives count on fields alone',
      file: 'document/collect-fields.ts',
      text: 'if (!isIncluded(selection, variables)) continue;',
      becomes: 'if (selection.kind === Kind.FIELD && !isIncluded(selection, variables)) continue;',
    },
    {
      title: 'directives do not count on fields',
      file: 'document/collect-fields.ts',
      text: 'if (!isIncluded(selection, variables)) continue;',
      becomes: 'if (selection.kind !== Kind.FIELD && !isIncluded(selection, variables)) continue;',
    },
  ],
  'merged fields': [
    {
      title: 'of several only the first counts',
      file: 'document/collect-fields.ts',
      text: 'else same.push(selection);',
      becomes: 'else void same;',
    },
    {
      title: 'of several only the last counts',
      file: 'document/collect-fields.ts',
      text: 'else same.push(selection);',
      becomes: 'else same.splice(0, 1, selection);',
    },
    {
      title: 'what is below the others is lost',
      file: 'document/selection.ts',
      text: 'createSelection(same, one, scope, table)',
      becomes: 'createSelection([node], one, scope, table)',
    },
    {
      title: 'what is below the other _entities of one key is lost',
      file: 'document/entities-field.ts',
      text: '[type.name, createSelection(nodes, type, parts, fields)]',
      becomes: '[type.name, createSelection(nodes.slice(0, 1), type, parts, fields)]',
    },
  ],
  'the order of fields': [
    {
      title: 'a field stands where it is written last',
      file: 'document/collect-fields.ts',
      text: 'else same.push(selection);',
      becomes: 'else if (fields.delete(key)) fields.set(key, [...same, selection]);',
    },
    {
      title: 'fields stand in the order of their names',
      file: 'document/selection.ts',
      text: 'of collectFields(sets, type, scope)',
      becomes: 'of [...collectFields(sets, type, scope)].sort()',
    },
    {
      title: 'fields of the root stand in another order',
      file: 'document/operation.ts',
      text: '[...collected].flatMap(',
      becomes: '[...collected].reverse().flatMap(',
    },
  ],
  __typename: [
    {
      title: 'names the key',
      file: 'document/selection.ts',
      text: 'value: () => type.name',
      becomes: 'value: () => responseKey',
    },
    {
      title: 'names the field of the root',
      file: 'entities/join.ts',
      text: '"Query"',
      becomes: '"_Query"',
    },
  ],
  'response keys': [
    {
      title: 'an alias is passed over',
      file: 'document/selection.ts',
      text: 'JSON.stringify(responseKey)',
      becomes: 'JSON.stringify(node.name.value)',
    },
    {
      title: 'fields are told apart by their names',
      file: 'document/collect-fields.ts',
      text: '(selection.alias ?? selection.name).value',
      becomes: 'selection.name.value',
    },
    {
      title: 'an alias of the root is passed over',
      file: 'entities/join.ts',
      text: 'JSON.stringify(responseKey)',
      becomes: "JSON.stringify(texts === null ? '__typename' : '_entities')",
    },
  ],
  arguments: [
    {
      title: 'none is given',
      file: 'document/selection.ts',
      text: '(args ?? {}) as never',
      becomes: '{}',
    },
    {
      title: 'variables are passed over',
      file: 'document/selection.ts',
      text: 'getArgumentValues(definition, node, variables)',
      becomes: 'getArgumentValues(definition, node, {})',
    },
    {
      title: "a variable's default is passed over",
      file: 'document/variables.ts',
      text: 'getVariableValues(schema, others, given',
      becomes:
        'getVariableValues(schema, others.map((other) => ({ ...other, defaultValue: undefined })), given',
    },
    {
      title: 'a default goes before a list of references',
      file: 'document/variables.ts',
      text: '{ ...coerced, ...references }',
      becomes:
        '{ ...references, ...getVariableValues(schema, definitions.filter(({ defaultValue }) => defaultValue), {}).coerced, ...coerced }',
    },
    {
      title: 'a list of references without its variable is empty',
      file: 'document/entities-field.ts',
      text: 'getArgumentValues(definition, first, variables).representations',
      becomes: '[]',
    },
  ],
  'what variables decide': [
    {
      title: 'nothing',
      file: 'document/operation.ts',
      text: 'JSON.stringify(deciding.map(valueIn(variables)))',
      becomes: "''",
    },
    {
      title: 'nothing in fragments',
      file: 'document/operation.ts',
      text: '[operation, ...Object.values(fragments)]',
      becomes: '[operation]',
    },
    {
      title: 'only whether they are given',
      file: 'document/operation.ts',
      text: 'JSON.stringify(deciding.map(valueIn(variables)))',
      becomes: 'deciding.map((name) => typeof variables[name]).join()',
    },
    {
      title: 'the references of the first request',
      file: 'document/entities-field.ts',
      text: 'representations: representationsOf(variables)',
      becomes: 'representations: (nodes.kept ??= representationsOf(variables))',
    },
  ],
  'null and lists': [
    {
      title: 'a leaf that is null is an empty text',
      file: 'document/writer.ts',
      text: "if (isNullable) return 'null';",
      becomes: 'if (isNullable) return \'""\';',
    },
    {
      title: 'a list that is null is empty',
      file: 'document/writer.ts',
      text: "if (shape.isNullable) return 'null';",
      becomes: "if (shape.isNullable) return shape.kind === 'list' ? '[]' : 'null';",
    },
    {
      title: 'an object that is null is empty',
      file: 'document/writer.ts',
      text: "if (shape.isNullable) return 'null';",
      becomes: "if (shape.isNullable) return shape.kind === 'list' ? 'null' : '{}';",
    },
    {
      title: 'nothing may be null',
      file: 'document/shape.ts',
      text: 'const isNullable = !isNonNullType(type);',
      becomes: 'const isNullable = false;',
      isExecuted: true,
    },
    {
      title: 'an empty list is null',
      file: 'document/writer.ts',
      text: 'if (!Array.isArray(value)) throw unwritable(selection, field);',
      becomes: "if (value.length === 0) return 'null';",
    },
    {
      title: 'items stand without commas',
      file: 'document/writer.ts',
      text: "of value) {\n    if (text.length > 1) text += ',';",
      becomes: 'of value) {',
    },
    {
      title: 'items stand in another order',
      file: 'document/writer.ts',
      text: 'for (const item of value)',
      becomes: 'for (const item of value.toReversed())',
    },
    {
      title: 'fields stand without commas after objects',
      file: 'document/writer.ts',
      text: "of selection.fields) {\n    if (text.length > 1) text += ',';",
      becomes: "of selection.fields) {\n    if (text.length > 1 && !text.endsWith('}')) text += ',';",
    },
  ],
  leaves: [
    {
      title: 'texts are not escaped',
      file: 'document/writer.ts',
      text: 'JSON.stringify(serialized)',
      becomes: '(typeof serialized === \'string\' ? `"${serialized}"` : JSON.stringify(serialized))',
    },
    {
      title: 'texts lose what is not ASCII',
      file: 'document/writer.ts',
      text: 'JSON.stringify(serialized)',
      becomes: "JSON.stringify(serialized).replace(/[^ -~]/g, '?')",
    },
    {
      title: 'JSON is written with spaces',
      file: 'document/writer.ts',
      text: 'JSON.stringify(serialized)',
      becomes: 'JSON.stringify(serialized, null, 1)',
      situation: 'changes',
    },
    {
      title: 'JSON loses odd keys',
      file: 'document/writer.ts',
      text: 'JSON.stringify(serialized)',
      becomes: "JSON.stringify(serialized, (key, value) => (key === 'toJSON' ? undefined : value))",
      situation: 'changes',
    },
    {
      title: 'enums are in lower case',
      file: 'document/writer.ts',
      text: 'type.serialize(value)',
      becomes: "('getValues' in type ? type.serialize(value).toLowerCase() : type.serialize(value))",
    },
    {
      title: 'booleans are numbers',
      file: 'document/writer.ts',
      text: 'JSON.stringify(serialized)',
      becomes: "JSON.stringify(typeof serialized === 'boolean' ? Number(serialized) : serialized)",
    },
    {
      title: 'numbers are whole',
      file: 'document/writer.ts',
      text: 'JSON.stringify(serialized)',
      becomes: "JSON.stringify(typeof serialized === 'number' ? Math.round(serialized) : serialized)",
    },
    {
      title: 'numbers are texts',
      file: 'document/writer.ts',
      text: 'JSON.stringify(serialized)',
      becomes: "JSON.stringify(typeof serialized === 'number' ? String(serialized) : serialized)",
    },
  ],
};

/** The Static Field component of a text. [JCVM §6.11] */
import { type Bytes, concat } from '../../base/index.ts';
import type { CapStaticFields } from '../cap/index.ts';
import { unknown } from './build-classes.ts';
import type { NameTable } from './name-table.ts';
import { bytesOf } from './read-method.ts';
import { ARRAY_WORDS } from './show-declarations.ts';
import { numberOf, type TextBlock, type TextLine, U2, Words } from './text-lines.ts';
import { reject } from './text-problem.ts';

interface Field {
  readonly name: string;
  readonly line: number;
  readonly length: number;
}

interface Fields {
  readonly arrays: Field[];
  readonly references: Field[];
  readonly zeros: Field[];
  readonly values: Field[];
  readonly initial: { readonly type: number; readonly values: Bytes }[];
  readonly contents: Bytes[];
}

/** Fields stand in the image by kind, whatever their order in the text. */
export function buildStatics(blocks: readonly TextBlock[], names: NameTable): CapStaticFields {
  const fields: Fields = {
    arrays: [],
    references: [],
    zeros: [],
    values: [],
    initial: [],
    contents: [],
  };
  for (const block of blocks)
    if (block.words[0] === 'statics') for (const line of block.body) readField(line, fields);
  const { arrays, references, zeros, values, initial, contents } = fields;
  let offset = 0;
  for (const { name, line, length } of [...arrays, ...references, ...zeros, ...values]) {
    if (names.has('static field', name))
      reject(line, `static field ${name} stands twice`, 'give each field a name of its own');
    names.set('static field', name, offset);
    offset += length;
    if (offset > 0xffff) reject(line, 'the image has over 65535 bytes', 'remove fields');
  }
  return {
    imageSize: offset,
    referenceCount: arrays.length + references.length,
    arrays: initial,
    defaultValueCount: zeros.reduce((sum, one) => sum + one.length, 0),
    values: concat(...contents),
  };
}

function readField(line: TextLine, fields: Fields): void {
  const words = new Words(line);
  const [keyword] = line.words;
  if (keyword === 'array') {
    const word = words.next('a type');
    const type = Object.hasOwn(ARRAY_WORDS, word)
      ? ARRAY_WORDS[word as keyof typeof ARRAY_WORDS]
      : numberOf(word, { line: line.number, what: 'type', range: { min: 0, max: 0xff } });
    fields.arrays.push({ name: words.next('a name'), line: line.number, length: 2 });
    fields.initial.push({ type, values: bytesOf(line, 3) });
    return;
  }
  if (keyword === 'value') {
    const content = bytesOf(line, 2);
    const name = words.next('a name');
    fields.values.push({ name, line: line.number, length: content.length });
    fields.contents.push(content);
    return;
  }
  if (keyword !== 'reference' && keyword !== 'zero')
    return unknown(line, 'array, reference, zero or value');
  const name = words.next('a name');
  if (keyword === 'reference') fields.references.push({ name, line: line.number, length: 2 });
  else fields.zeros.push({ name, line: line.number, length: words.number('number of bytes', U2) });
  words.close();
}

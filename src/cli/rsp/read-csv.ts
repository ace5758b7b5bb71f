/** A table of text with the names of its columns in the first line. */
import { HostError } from '../../base/index.ts';
import { readGivenFile } from '../read-given-file.ts';

const LENGTH_MAX = 64 * 1_048_576;

export type Row = Readonly<Record<string, string>>;

/** Empty fields are left out. Throws `HostError` INPUT_INVALID, and shows no field. */
export function readCsv(file: string): readonly Row[] {
  const text = readGivenFile(file, { lengthMax: LENGTH_MAX }).toString('utf8');
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const [head, ...rest] = lines.map(fieldsOf);
  if (head === undefined) throw incomplete(`${file} is empty`);
  if (rest.length === 0) throw incomplete(`${file} has one line, and no profile after it`);
  return rest.map((fields, at) => {
    if (fields.length !== head.length) {
      const why = `${file}, line ${at + 2}: ${fields.length} fields, and ${head.length} names`;
      throw new HostError('INPUT_INVALID', why, 'correct the line');
    }
    const named = head.map((name, column) => [name.trim(), fields[column]!.trim()] as const);
    return Object.fromEntries(named.filter(([, value]) => value !== ''));
  });
}

function incomplete(why: string): HostError {
  const next = 'begin with names: iccid,imsi,k,opc; then give a profile a line';
  return new HostError('INPUT_INVALID', why, next);
}

/** Commas or semicolons part fields; in quotation marks they do not, and a mark stands as two. */
function fieldsOf(line: string): readonly string[] {
  const fields: string[] = [];
  let field = '';
  let isQuoted = false;
  for (let at = 0; at < line.length; at++) {
    const letter = line[at]!;
    if (letter === '"' && isQuoted && line[at + 1] === '"') {
      field += letter;
      at += 1;
    } else if (letter === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (letter === ',' || letter === ';')) {
      fields.push(field);
      field = '';
    } else field += letter;
  }
  return [...fields, field];
}

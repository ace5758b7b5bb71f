/** A table of text with the names of its columns in the first line. */
import { HostError } from '../../base/index.ts';
import { readTextWhole } from '../../keep/files/index.ts';

const LENGTH_MAX = 64 * 1_048_576;

export type Row = Readonly<Record<string, string>>;

/** Empty fields are left out. Throws `HostError` INPUT_INVALID, and shows no field. */
export function readCsv(file: string): readonly Row[] {
  let text: string;
  try {
    text = readTextWhole(file, { lengthMax: LENGTH_MAX });
  } catch (error) {
    const why = `${file}: ${(error as Error).message}`;
    throw new HostError('INPUT_INVALID', why, 'give a file that can be read');
  }
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const [head, ...rest] = lines.map(fieldsOf);
  if (head === undefined)
    throw new HostError('INPUT_INVALID', `${file} is empty`, 'begin with names: iccid,imsi,k,opc');
  return rest.map((fields, at) => {
    if (fields.length !== head.length) {
      const why = `${file}, line ${at + 2}: ${fields.length} fields, and ${head.length} names`;
      throw new HostError('INPUT_INVALID', why, 'correct the line');
    }
    const named = head.map((name, column) => [name.trim(), fields[column]!.trim()] as const);
    return Object.fromEntries(named.filter(([, value]) => value !== ''));
  });
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

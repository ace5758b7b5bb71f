/** Export files that tests write. [JCVM §5] */
import { bigEndian, type Bytes, concat, utf8 } from '../../../src/base/index.ts';
import type { ExportFile, ExportMember } from '../../../src/wire/cap/index.ts';

/** The file of a package; format 2.3 has lists that 2.1 has not. */
export function exportFileOf(file: ExportFile, formatMinor = 1): Bytes {
  const constants: Bytes[] = [];
  const add = (...parts: Bytes[]): number => constants.push(concat(...parts)) - 1;
  const text = (value: string) => {
    const encoded = utf8(value);
    return add(Uint8Array.of(1), bigEndian(encoded.length, 2), encoded);
  };
  const classNamed = (name: string) => add(Uint8Array.of(7), bigEndian(text(name), 2));
  const member = ({ token, access, name, type }: ExportMember): Bytes =>
    concat(
      Uint8Array.of(token),
      ...[access, text(name), text(type)].map((one) => bigEndian(one, 2)),
    );
  const { name, aid, major, minor } = file;
  const own = add(
    Uint8Array.of(13, 0),
    bigEndian(text(name), 2),
    Uint8Array.of(minor, major, aid.length),
    aid,
  );
  const isNew = formatMinor >= 3;
  const classes = file.classes.map((one) =>
    concat(
      Uint8Array.of(one.token),
      bigEndian(one.access, 2),
      bigEndian(classNamed(one.name), 2),
      bigEndian(one.supers.length, 2),
      ...one.supers.map((each) => bigEndian(classNamed(each), 2)),
      Uint8Array.of(one.interfaces.length),
      ...one.interfaces.map((each) => bigEndian(classNamed(each), 2)),
      bigEndian(one.fields.length, 2),
      ...one.fields.map((each) => concat(member(each), bigEndian(0, 2))),
      bigEndian(one.methods.length, 2),
      ...one.methods.map(member),
      isNew ? Uint8Array.of(0) : new Uint8Array(0),
    ),
  );
  return concat(
    Uint8Array.of(0x00, 0xfa, 0xca, 0xde, formatMinor, 2),
    bigEndian(constants.length, 2),
    ...constants,
    bigEndian(own, 2),
    isNew ? Uint8Array.of(0) : new Uint8Array(0),
    Uint8Array.of(classes.length),
    ...classes,
  );
}

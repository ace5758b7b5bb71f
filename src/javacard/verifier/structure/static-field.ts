/** The image of static fields holds what the Descriptor says, without gaps. [JCVM §6.11] */
import { type DescribedField, isStatic, offsetOf } from '../package-types.ts';
import { demandIn } from '../rejection.ts';
import type { Subject } from '../subject.ts';

const COMPONENT = 'Static Field';
/** By the type of an array: bytes of an element, and the type of its field. */
const ARRAYS: Readonly<Record<number, { readonly size: number; readonly text: string }>> = {
  2: { size: 1, text: '[Z' },
  3: { size: 1, text: '[B' },
  4: { size: 2, text: '[S' },
  5: { size: 4, text: '[I' },
};
const SIZES: Readonly<Record<string, number>> = { Z: 1, B: 1, S: 2, I: 4 };
const ELEMENTS_MAX = 0x7fff;

export function checkStaticFields(subject: Subject): void {
  const { arrays, referenceCount } = subject.file.staticFields;
  demandIn(
    COMPONENT,
    arrays.length <= referenceCount,
    `${arrays.length} arrays for ${referenceCount} references`,
  );
  for (const { type, values } of arrays) {
    const known = ARRAYS[type];
    demandIn(COMPONENT, known !== undefined, `no array has type ${type}`);
    const count = values.length / known!.size;
    demandIn(
      COMPONENT,
      Number.isInteger(count),
      `${values.length} bytes for an array of ${known!.text}`,
    );
    demandIn(COMPONENT, count <= ELEMENTS_MAX, `an array of ${count} elements`);
    const areTruths = known!.text !== '[Z' || values.every((one) => one <= 1);
    demandIn(COMPONENT, areTruths, 'an array of booleans has other values');
  }
  if (subject.types !== undefined) checkImage(subject);
}

function checkImage({ file, types }: Subject): void {
  const { arrays, referenceCount, imageSize, defaultValueCount, values } = file.staticFields;
  const fields = types!.classes.flatMap((one) => one.fields).filter(({ row }) => isStatic(row));
  let end = 0;
  for (const one of fields.toSorted((a, b) => offsetOf(a.row) - offsetOf(b.row))) {
    const offset = offsetOf(one.row);
    demandIn(
      COMPONENT,
      offset === end,
      `a field begins at ${offset}, the one before ends at ${end}`,
    );
    end = offset + sizeOf(one);
    const isReference = SIZES[one.type.text] === undefined;
    const inReferences = offset < 2 * referenceCount;
    demandIn(
      COMPONENT,
      isReference === inReferences,
      `a field of type ${one.type.text} at ${offset}`,
    );
    const array = inReferences ? arrays[offset / 2] : undefined;
    const expected = array && ARRAYS[array.type]!.text;
    const isOfType = expected === undefined || expected === one.type.text;
    demandIn(COMPONENT, isOfType, `an array ${expected} for a field of type ${one.type.text}`);
    const initial = values[offset - 2 * referenceCount - defaultValueCount];
    const isTruth = one.type.text !== 'Z' || initial === undefined || initial <= 1;
    demandIn(COMPONENT, isTruth, `a boolean at ${offset} is ${initial}`);
  }
  demandIn(COMPONENT, end === imageSize, `fields end at ${end}, the image at ${imageSize}`);
}

function sizeOf({ type }: DescribedField): number {
  return SIZES[type.text] ?? 2;
}

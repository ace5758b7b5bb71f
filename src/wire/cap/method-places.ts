/** Where the methods of a CAP file begin and end. [JCVM §6.10] */
import type { CapFile } from './cap-file.ts';
import { COMPONENT } from './component.ts';
import { CONSTANT } from './constant-pool.ts';

export interface MethodPlace {
  readonly offset: number;
  /** Before what is no code of this method. */
  readonly end: number;
}

const ABSENT = 0xffff;
const HANDLER_LENGTH = 8;
const EXTENDED = 0x80;

/** Bytes before the first method. */
export function handlersLength({ methods }: CapFile): number {
  return 1 + methods.handlers.length * HANDLER_LENGTH;
}

/** As the Descriptor component says; without it, all that something refers to. */
export function methodPlaces(file: CapFile): readonly MethodPlace[] {
  const known = KNOWN.get(file) ?? findPlaces(file);
  KNOWN.set(file, known);
  return known;
}

const KNOWN = new WeakMap<CapFile, readonly MethodPlace[]>();

function findPlaces(file: CapFile): readonly MethodPlace[] {
  const size = file.components.get(COMPONENT.METHOD)?.info.length ?? 0;
  const described = new Map(
    (file.descriptor?.classes ?? []).flatMap((one) =>
      one.methods.map(({ offset, bytecodeCount }) => [offset, bytecodeCount] as const),
    ),
  );
  const starts = described.size > 0 ? [...described.keys()] : referredMethods(file);
  const inside = new Set(starts.filter((at) => at >= handlersLength(file) && at < size));
  const sorted = [...inside].toSorted((a, b) => a - b);
  return sorted.map((offset, at) => {
    const limit = sorted[at + 1] ?? size;
    const count = described.get(offset);
    const first = file.methods.code[offset - handlersLength(file)]!;
    const header = first >= EXTENDED ? 4 : 2;
    return { offset, end: count === undefined ? limit : Math.min(limit, offset + header + count) };
  });
}

/** The first method stands behind the handlers, whether something refers to it or not. */
function referredMethods(file: CapFile): readonly number[] {
  const { applets, classes, constants, exports } = file;
  return [
    handlersLength(file),
    ...applets.map((one) => one.installOffset),
    ...classes.list.flatMap((one) =>
      one.kind === 'class' ? [...one.publicMethods, ...one.packageMethods] : [],
    ),
    ...constants
      .filter(({ tag, first }) => tag === CONSTANT.STATIC_METHOD_REF && first < 0x80)
      .map((one) => one.second),
    ...exports.flatMap((one) => one.staticMethods),
  ].filter((offset) => offset !== ABSENT);
}

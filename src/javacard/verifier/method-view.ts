/** One method for the verifier: where it stands, what it may use, who declares it. */
import {
  CAP_ACCESS,
  type ExceptionHandler,
  handlersLength,
  methodPlaces,
} from '../../wire/cap/index.ts';
import {
  type JavaMethod,
  type LinkedClass,
  type LinkedPackage,
  methodAt,
} from '../loader/index.ts';
import type { MethodType } from './declared-type.ts';
import {
  type DescribedMethod,
  isConstructor,
  isStatic,
  type PackageTypes,
} from './package-types.ts';
import { demandIn } from './rejection.ts';

export interface MethodView {
  readonly method: JavaMethod;
  /** Behind its last instruction. */
  readonly end: number;
  /** Cells of arguments and local variables. */
  readonly localCells: number;
  readonly handlers: readonly ExceptionHandler[];
  /** All that follows is known by a Descriptor component alone. */
  readonly described: DescribedMethod | undefined;
  readonly isStatic: boolean;
  readonly isConstructor: boolean;
  readonly class: LinkedClass | undefined;
  readonly type: MethodType | undefined;
}

/** Bit of a handler's length. */
export const STOP = 0x8000;
/** Bits of the first byte of a method's header. */
const EXTENDED = 0x80;
const UNUSED = 0x30;
const PADDED = 0x3f;

/** The methods that have code, in the order of the component. */
export function methodViews(
  linked: LinkedPackage,
  types: PackageTypes | undefined,
): readonly MethodView[] {
  const { file, bytes } = linked.code!;
  // Behind the component stands one byte more.
  const size = bytes.length - 1;
  const places = methodPlaces(file);
  let before = handlersLength(file);
  const views = places.flatMap(({ offset, end }): MethodView[] => {
    const method = methodAt(linked, offset);
    const described = types?.methodAt(offset);
    if (types !== undefined) {
      demandIn(
        'Method',
        offset === before,
        `${offset - before} bytes before ${offset} are no code`,
      );
      const length = described!.row.bytecodeCount;
      demandIn('Method', method.begin + length <= size, `the method at ${offset} is cut`);
      demandIn('Method', method.begin + length === end, `the method at ${offset} overlaps another`);
      demandHeader(method, bytes[offset]!, described!);
    }
    before = end;
    return method.isAbstract ? [] : [viewOf(linked, { method, end, described })];
  });
  if (types !== undefined)
    demandIn('Method', before === size, `${size - before} bytes at the end are no code`);
  return views;
}

function viewOf(
  linked: LinkedPackage,
  parts: Pick<MethodView, 'method' | 'end' | 'described'>,
): MethodView {
  const { method, end, described } = parts;
  const all = linked.code!.file.methods.handlers;
  const own = all.filter((one) => one.startOffset >= method.begin && one.startOffset < end);
  return {
    ...parts,
    localCells: method.argumentCells + method.localCells,
    handlers: own,
    isStatic: described !== undefined && isStatic(described.row),
    isConstructor: described !== undefined && isConstructor(described),
    class: described?.class,
    type: described?.type,
  };
}

export function activeEnd({ startOffset, activeLength }: ExceptionHandler): number {
  return startOffset + (activeLength & ~STOP);
}

/** The header and the Descriptor say the same. [JCVM §6.10.3] [JCVM §6.14.3] */
function demandHeader(method: JavaMethod, first: number, described: DescribedMethod): void {
  const { row, type } = described;
  const cells = type.parameters.length + (isStatic(row) ? 0 : 1);
  const where = `the method at ${method.offset}`;
  const isExtended = (first & EXTENDED) !== 0;
  demandIn('Method', (first & (isExtended ? PADDED : UNUSED)) === 0, `${where} has flags ${first}`);
  demandIn(
    'Method',
    method.argumentCells === cells,
    `${where} has ${method.argumentCells} cells of arguments, its type ${type.text} has ${cells}`,
  );
  const isAbstract = (row.access & CAP_ACCESS.METHOD_ABSTRACT) !== 0;
  demandIn('Method', method.isAbstract === isAbstract, `${where} is abstract for one part alone`);
  const hasCode = row.bytecodeCount > 0;
  demandIn('Method', hasCode !== isAbstract, `${where} has ${row.bytecodeCount} bytes of code`);
}

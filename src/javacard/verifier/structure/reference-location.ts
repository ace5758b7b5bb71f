/** The lists of places hold all indices of constants in code, and nothing else. [JCVM §6.12] */
import { OPERAND_LENGTHS, type Instruction } from '../../../wire/cap/index.ts';
import { hasConstant } from '../instruction-check.ts';
import type { MethodCode } from '../method-code.ts';
import { demandIn } from '../rejection.ts';
import type { Subject } from '../subject.ts';

const STEP_MAX = 255;
const HANDLER_LENGTH = 8;
const CATCH_TYPE = 6;

export function checkReferenceLocations(subject: Subject, codes: readonly MethodCode[]): void {
  const { byteIndices, wordIndices } = subject.file.references;
  const inCode = codes.flatMap((code) => [...code.instructions].flatMap(placesIn));
  const found = [...inCode, ...catchPlaces(subject)];
  const lists = [
    { listed: placesOf(byteIndices), length: 1 },
    { listed: placesOf(wordIndices), length: 2 },
  ];
  for (const { listed, length } of lists) {
    const there = new Set(listed);
    const own = new Set(found.filter((one) => one.length === length).map(({ at }) => at));
    const missing = [...own].find((at) => !there.has(at));
    demandIn(
      'Reference Location',
      missing === undefined,
      `the ${length}-byte index at ${missing} is not listed`,
    );
    // Without types, code that no way reaches is not known.
    const extra = subject.types && listed.find((at) => !own.has(at));
    demandIn(
      'Reference Location',
      extra === undefined,
      `there is no ${length}-byte index at ${extra}`,
    );
  }
}

interface Index {
  readonly at: number;
  readonly length: number;
}

/** The index of a handler's class stands 6 bytes behind the handler's begin. */
function catchPlaces({ file }: Subject): readonly Index[] {
  return file.methods.handlers.flatMap(({ catchTypeIndex }, at) =>
    catchTypeIndex === 0 ? [] : [{ at: 1 + HANDLER_LENGTH * at + CATCH_TYPE, length: 2 }],
  );
}

function placesIn(instruction: Instruction): readonly Index[] {
  const { opcode, at } = instruction;
  if (!hasConstant(instruction)) return [];
  let place = at + 1;
  return opcode.operands.flatMap((operand) => {
    const length = OPERAND_LENGTHS[operand];
    place += length;
    const isIndex = operand === 'constant' || operand === 'constant1';
    return isIndex ? [{ at: place - length, length }] : [];
  });
}

function placesOf(steps: Uint8Array): readonly number[] {
  const places: number[] = [];
  let at = 0;
  for (const step of steps) {
    at += step;
    if (step !== STEP_MAX) places.push(at);
  }
  return places;
}

/** The function of each instruction, by its number. */
import { assert } from '../../../base/index.ts';
import { OPCODES } from '../../../wire/cap/index.ts';
import type { Handler, Machine } from '../machine.ts';
import { arithmetic } from './arithmetic.ts';
import { branches } from './branches.ts';
import { calls } from './calls.ts';
import { constantsAndLocals } from './constants-and-locals.ts';
import { fields } from './fields.ts';
import { objects } from './objects.ts';

const BY_NAME: Readonly<Record<string, Handler>> = {
  ...constantsAndLocals,
  ...arithmetic,
  ...branches,
  ...fields,
  ...objects,
  ...calls,
};

function illegal(machine: Machine): void {
  machine.fail('no instruction');
}

export const HANDLERS: readonly Handler[] = Array.from({ length: 256 }, (_, number) => {
  const opcode = OPCODES[number];
  if (opcode === undefined) return illegal;
  const handler = BY_NAME[opcode.name];
  assert(handler !== undefined, `no function for ${opcode.name}`);
  return handler;
});

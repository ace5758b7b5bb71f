import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OPCODES, type OpcodeName } from './index.ts';

test('each instruction has its number [JCVM §7]', () => {
  assert.equal(OPCODES.length, 185);
  const known: readonly (readonly [number, OpcodeName])[] = [
    [0x3f, 'dup_x'],
    [0x40, 'swap_x'],
    [0x70, 'goto'],
    [0x73, 'stableswitch'],
    [0x7c, 'getstatic_b'],
    [0x8b, 'invokevirtual'],
    [0x94, 'checkcast'],
    [0x96, 'sinc_w'],
    [0x98, 'ifeq_w'],
    [0xa7, 'if_scmple_w'],
    [0xa8, 'goto_w'],
    [0xad, 'getfield_a_this'],
    [0xb8, 'putfield_i_this'],
  ];
  for (const [number, name] of known) assert.equal(OPCODES[number]?.name, name);
});

/** The registries of both card RF gates: defaults, access and sizes. [TS102622 §11.2] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, unhex } from '../../base/index.ts';
import { ANSWER } from '../hci/index.ts';
import { cardRegistry } from './codes.ts';
import type { CardType } from './index.ts';

interface Parameter {
  readonly index: number;
  readonly name: string;
  readonly access: 'rw' | 'wo' | 'ro';
  readonly initial: string;
  readonly fits: readonly string[];
  readonly misfits: readonly string[];
}

const parameter = (
  index: number,
  name: string,
  [access, initial]: readonly [Parameter['access'], string],
  [fits, misfits]: readonly [readonly string[], readonly string[]],
): Parameter => ({ index, name, access, initial, fits, misfits });

const THREE: Parameter['fits'] = ['000000', '030301'];

const MODE = parameter(
  1,
  'MODE',
  ['rw', 'FF'],
  [
    ['02', 'FF'],
    ['', '00', '01', '0202'],
  ],
);

const GATES: Readonly<Record<CardType, readonly Parameter[]>> = {
  A: [
    MODE,
    parameter(
      2,
      'UID_REG',
      ['wo', ''],
      [
        ['', '01020304', '04112233445566', '04112233445566778899'],
        ['01', '010203040506', '0411223344556677889900'],
      ],
    ),
    parameter(3, 'SAK', ['wo', '00'], [['20'], ['', '2020']]),
    parameter(4, 'ATQA', ['wo', '0000'], [['0004'], ['00', '000400']]),
    parameter(5, 'APPLICATION_DATA', ['rw', ''], [['', '80', '80'.repeat(15)], ['80'.repeat(16)]]),
    parameter(6, 'FWI_SFGI', ['rw', 'EE'], [['A0'], ['', 'A0A0']]),
    parameter(7, 'CID_SUPPORT', ['rw', '00'], [['01'], ['', '0101']]),
    parameter(8, 'CLT_SUPPORT', ['ro', '00'], [[], ['01']]),
    parameter(9, 'DATARATE_MAX', ['rw', '000000'], [THREE, ['', '03', '03030100']]),
  ],
  B: [
    MODE,
    parameter(
      2,
      'PUPI_REG',
      ['wo', ''],
      [
        ['', '01020304'],
        ['01', '0102030405'],
      ],
    ),
    parameter(3, 'AFI', ['wo', '00'], [['10'], ['', '1010']]),
    parameter(4, 'ATQB', ['wo', '000000E4'], [['11220171'], ['112201', '1122017100']]),
    parameter(5, 'HIGHER_LAYER_RESPONSE', ['wo', ''], [['', 'F0'.repeat(255)], ['F0'.repeat(256)]]),
    parameter(6, 'DATARATE_MAX', ['rw', '000000'], [THREE, ['', '03', '03030100']]),
  ],
};

for (const type of ['A', 'B'] as const) {
  for (const { index, name, access, initial, fits, misfits } of GATES[type]) {
    test(`type ${type}: ${name} is ${access}, ${initial || 'empty'} at first`, () => {
      const registry = cardRegistry(type);
      const read = registry.read(index);
      if (access === 'wo') assert.equal(read, ANSWER.REGISTRY_ACCESS_DENIED);
      else assert.equal(hex(read as Uint8Array), initial);
      assert.equal(hex(registry.value(index)), initial);
      const refused = access === 'ro' ? ANSWER.REGISTRY_ACCESS_DENIED : ANSWER.PARAMETERS_UNKNOWN;
      for (const value of misfits)
        assert.equal(registry.write(index, unhex(value)), refused, value);
      assert.equal(hex(registry.value(index)), initial, 'a refusal changes nothing');
      for (const value of fits) {
        assert.equal(registry.write(index, unhex(value)), ANSWER.OK, value);
        assert.equal(hex(registry.value(index)), value);
      }
      registry.reset();
      assert.equal(hex(registry.value(index)), initial);
    });
  }

  test(`type ${type}: there is no other parameter`, () => {
    const registry = cardRegistry(type);
    for (const index of [0, GATES[type].length + 1, 0xff]) {
      assert.equal(registry.read(index), ANSWER.REGISTRY_UNKNOWN);
      assert.equal(registry.write(index, unhex('00')), ANSWER.REGISTRY_UNKNOWN);
    }
  });
}

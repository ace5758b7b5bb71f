/**
 * Instructions whose whole effect is on the stack: what they take and what they leave, `s` a short,
 * `i` an int, `a` a reference, `n` null. [JCVM §7.5]
 */
import { INT, LOW, NULL, SHORT, type Value } from '../value.ts';
import type { Step, Steps } from './step.ts';

const EFFECTS: Readonly<Record<string, readonly string[]>> = {
  '>': ['nop', 'goto', 'goto_w', 'return'],
  '>n': ['aconst_null'],
  '>s': [...['m1', '0', '1', '2', '3', '4', '5'].map((one) => `sconst_${one}`), 'bspush', 'sspush'],
  '>i': [
    ...['m1', '0', '1', '2', '3', '4', '5'].map((one) => `iconst_${one}`),
    'bipush',
    'sipush',
    'iipush',
  ],
  'ss>s': operations('s'),
  'ii>i': operations('i'),
  's>s': ['sneg', 's2b'],
  'i>i': ['ineg'],
  's>i': ['s2i'],
  'i>s': ['i2b', 'i2s'],
  'ii>s': ['icmp'],
  's>': [...branches('if', ['eq', 'ne', 'lt', 'ge', 'gt', 'le']), 'stableswitch', 'slookupswitch'],
  'i>': ['itableswitch', 'ilookupswitch'],
  'a>': branches('if', ['null', 'nonnull']),
  'aa>': branches('if_acmp', ['eq', 'ne']),
  'ss>': branches('if_scmp', ['eq', 'ne', 'lt', 'ge', 'gt', 'le']),
};

function operations(type: 's' | 'i'): readonly string[] {
  const names = ['add', 'sub', 'mul', 'div', 'rem', 'shl', 'shr', 'ushr', 'and', 'or', 'xor'];
  return names.map((name) => `${type}${name}`);
}

function branches(prefix: string, conditions: readonly string[]): readonly string[] {
  return conditions.flatMap((one) => [`${prefix}${one}`, `${prefix}${one}_w`]);
}

const PUSHED: Readonly<Record<string, readonly Value[]>> = { s: [SHORT], i: [INT, LOW], n: [NULL] };

function stepOf(effect: string): Step {
  const [taken, left] = effect.split('>').map((types) => [...types]);
  return (frame) => {
    for (const type of taken!.toReversed())
      if (type === 'a') frame.popReference();
      else frame.popAs(PUSHED[type]!);
    for (const type of left!) frame.push(...PUSHED[type]!);
  };
}

export const effects: Steps = Object.fromEntries(
  Object.entries(EFFECTS).flatMap(([effect, names]) => {
    const step = stepOf(effect);
    return names.map((name) => [name, step] as const);
  }),
);

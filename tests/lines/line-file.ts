/** Reads a transcript of the line; README.md beside this file gives its form. */
import assert from 'node:assert/strict';
import { type Bytes, unhex } from '../../src/base/index.ts';

export type LineStep =
  | { readonly kind: 'power'; readonly on: boolean; readonly line: number }
  | { readonly kind: 'host'; readonly bytes: Bytes; readonly line: number }
  /** `undefined` stands for any byte. */
  | {
      readonly kind: 'card';
      readonly bytes: readonly (number | undefined)[];
      readonly line: number;
    }
  | { readonly kind: 'pause'; readonly ms: number; readonly line: number };

export interface LineFile {
  readonly stack: string;
  readonly preset: string;
  readonly link: string;
  readonly interface: object;
  readonly seed: Bytes;
  readonly gapFactor: number;
  /** How long what a command writes takes to become durable. */
  readonly slowMs: number;
  readonly steps: readonly LineStep[];
}

/** Throws an assertion error that names the line. */
export function parseLineFile(text: string, name: string): LineFile {
  const head = new Map<string, string>();
  const steps: LineStep[] = [];
  text.split('\n').forEach((raw, index) => {
    const line = index + 1;
    const where = `${name}:${line}`;
    const match = /^(?:(?:#.*)?|@(\w+) (.+)|([<>~]) (\S+))$/.exec(raw);
    assert.ok(match, `${where}: not a line of a transcript: ${raw}`);
    const [, key, value = '', mark, operand = ''] = match;
    if (key === 'power') {
      assert.match(value, /^(on|off)$/, where);
      steps.push({ kind: 'power', on: value === 'on', line });
    } else if (key !== undefined) {
      assert.ok(steps.length === 0 && !head.has(key), `${where}: @${key} is late or twice`);
      head.set(key, value);
    } else if (mark !== undefined) steps.push(step(mark, operand, { line, where }));
  });
  const need = (key: string): string => {
    const value = head.get(key);
    assert.ok(value, `${name}: @${key} is missing`);
    return value;
  };
  return {
    stack: need('stack'),
    preset: need('preset'),
    link: need('link'),
    interface: JSON.parse(head.get('interface') ?? '{}') as object,
    seed: unhex(need('seed')),
    gapFactor: Number(head.get('gap') ?? 1),
    slowMs: Number(head.get('slow') ?? 0),
    steps,
  };
}

function step(
  mark: string,
  operand: string,
  { line, where }: { readonly line: number; readonly where: string },
): LineStep {
  if (mark === '~') {
    assert.match(operand, /^[0-9]+$/, where);
    return { kind: 'pause', ms: Number(operand), line };
  }
  assert.match(operand, mark === '>' ? /^([0-9A-F]{2})+$/ : /^([0-9A-F]{2}|XX)+$/, where);
  if (mark === '>') return { kind: 'host', bytes: unhex(operand), line };
  const pairs = operand.match(/../g) ?? [];
  const bytes = pairs.map((pair) => (pair === 'XX' ? undefined : Number.parseInt(pair, 16)));
  return { kind: 'card', bytes, line };
}

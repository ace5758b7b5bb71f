/**
 * Sequences against each command of a UICC and of its card sessions, generated from the command
 * tables and one valid example a command: each has the status word of its specification, changes
 * nothing, and leaves the reason in the trace. A command without an example fails here.
 * [TS102221 §10.2.1] [TS102221 §10.1.1]
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../../../src/base/index.ts';
import { createDevice, type DescriptionInput } from '../../../src/index.ts';
import { SESSION_COMMANDS } from '../../../src/containers/euicc/index.ts';
import { isSessionCommand } from '../../../src/os/abi/index.ts';
import { LEGACY_INSTRUCTIONS, UICC_COMMANDS } from '../../../src/uicc/index.ts';
import { AUTHENTICATING_CONFIG, UiccCard, USIM } from '../../support/uicc-card.ts';
import { describedUicc } from '../../support/uicc-device.ts';
import type { CommandExample } from './command-example.ts';
import { COMMAND_EXAMPLES, TO_EXAMPLE } from './command-examples.ts';
import { SESSION_EXAMPLES } from './session-command-examples.ts';

interface Command {
  readonly name: string;
  readonly ins: number;
  readonly cla: 0x00 | 0x80;
}
type Sequence = readonly [apdu: string, sw: string];

const COMMANDS: readonly Command[] = [
  ...UICC_COMMANDS.map(({ name, ins, classes }) => {
    return { name, ins, cla: classes === 'inter-industry' ? 0x00 : 0x80 } as const;
  }),
  ...SESSION_COMMANDS.map(({ name, ins }) => ({ name, ins, cla: 0x80 }) as const),
];
/** One that sends commands, so that they are there to be fetched. */
const APPLICATIONS = [
  {
    name: 'Toolkit test',
    aid: 'F0424946524F4E53080101',
    module: 'toolkit-test',
    privileges: '000000',
    uicc: '800A01011401000000000000',
  },
] as const;

/** At least so many for each command. */
const SEQUENCES_MIN = 20;
const BYTES = Array.from({ length: 256 }, (_, value) => value);
const LONGEST = 255;

/** All services of EF.UST, so that the USIM gives its identity. */
const CONFIG = {
  ...AUTHENTICATING_CONFIG,
  applications: AUTHENTICATING_CONFIG.applications.map((one) => ({
    ...one,
    files: one.files.map((file) =>
      file.path === '6F38' ? { ...file, content: 'FF'.repeat(17) } : file,
    ),
  })),
};

const two = (value: number): string => hex(Uint8Array.of(value));

function apduOf(head: string, data: string): string {
  return data === '' ? `${head}00` : head + two(data.length / 2) + data;
}

function validOf(command: Command, { parameters, data = '' }: CommandExample): string {
  return apduOf(two(command.cla) + two(command.ins) + parameters, data);
}

/** Refused where the example would succeed. */
function refusedOf(command: Command, example: CommandExample): readonly Sequence[] {
  const { ins, cla } = command;
  const { parameters, data = '', truncated, oversized, more = [] } = example;
  const list: Sequence[] = [];
  const add = (head: string, content: string, sw: string | undefined): void => {
    if (sw !== undefined) list.push([apduOf(head, content), sw]);
  };
  const [p1, p2] = [parameters.slice(0, 2), parameters.slice(2)];
  const head = two(cla) + two(ins);
  if (example.joined !== true) add(two(cla ^ 0x80) + two(ins) + parameters, data, '6E00');
  for (const bits of [0x04, 0x08, 0x0c]) add(two(cla | bits) + two(ins) + parameters, data, '6882');
  for (const value of BYTES) add(head + two(value) + p2, data, example.p1(value));
  for (const value of BYTES) add(head + p1 + two(value), data, example.p2(value));
  for (let length = 0; length < data.length / 2; length++)
    add(head + parameters, data.slice(0, 2 * length), truncated?.(length));
  for (const length of [data.length / 2 + 1, data.length / 2 + 2, LONGEST])
    add(head + parameters, data.padEnd(2 * length, '5A'), oversized);
  return [...list, ...more];
}

/** 91XX is 9000 with a proactive command that is pending. */
const SUCCEEDED = /9(000|1..)$/;

function exampleOf({ name }: Command): CommandExample {
  const example = COMMAND_EXAMPLES[name] ?? SESSION_EXAMPLES[name];
  assert.ok(example !== undefined, `${name} has an example`);
  return example;
}

/** Where the example can succeed. */
function ready(example: CommandExample): UiccCard {
  const card = fresh();
  for (const apdu of [...TO_EXAMPLE, ...(example.before ?? [])])
    assert.match(card.send(apdu), SUCCEEDED, apdu);
  return card;
}

function fresh(): UiccCard {
  const card = new UiccCard(CONFIG, { applications: [...APPLICATIONS] });
  assert.equal(card.usim(0x0c), '9000');
  return card;
}

/** All that is in memory. */
function kept(card: UiccCard): string {
  return [...card.bench.memory.image()].map(([key, value]) => `${key} ${hex(value)}`).join('\n');
}

function assertRefused(card: UiccCard, [apdu, sw]: Sequence, why = ''): void {
  assert.equal(card.send(apdu), sw, `${apdu} ${why}`);
  assert.deepEqual(card.bench.batches, [], `${apdu} writes`);
  const { refusal } = card.bench;
  assert.ok(refusal !== undefined && refusal.why !== '', `${apdu} gives its reason`);
}

test('the table names each command of a card session, in its classes [TS102221 §10.1.2]', () => {
  for (let cla = 0; cla < 0x100; cla++) {
    for (const ins of BYTES) {
      const definition = SESSION_COMMANDS.find((one) => one.ins === ins);
      const isKnown = cla === 0x80 || (cla === 0xa0 && definition?.legacy === true);
      assert.equal(isSessionCommand({ cla, ins }), isKnown && definition !== undefined);
    }
  }
});

for (const command of COMMANDS) {
  const { name } = command;

  test(`${name}: wrong class, parameters and lengths change nothing [TS102221 §10.2.1]`, () => {
    const example = exampleOf(command);
    const card = ready(example);
    const before = kept(card);
    const sequences = refusedOf(command, example);
    assert.ok(new Set(sequences.map(([apdu]) => apdu)).size >= SEQUENCES_MIN);
    for (const one of sequences) assertRefused(card, one);
    assert.equal(kept(card), before);
    const { answer = /9000$/ } = example;
    assert.match(card.send(validOf(command, example)), answer, 'the example succeeds after them');
  });

  test(`${name}: too early, twice, and after the end of the card [TS102221 §10.2.1]`, () => {
    const example = exampleOf(command);
    const apdu = validOf(command, example);
    assertAnswer(fresh(), apdu, example.early);
    const card = ready(example);
    assert.match(card.send(apdu), example.answer ?? /9000$/);
    assertAnswer(card, apdu, example.again);
    const ended = ready(example);
    if (name !== 'TERMINATE CARD USAGE') assert.equal(ended.send('00FE0000'), '9000');
    else assert.equal(ended.send(apdu), '9000');
    const end = name === 'TERMINATE CARD USAGE' ? `${apdu.slice(0, 8)}` : apdu;
    if (example.ended === undefined) assertRefused(ended, [end, '6985'], 'after the end');
    else assertAnswer(ended, end, example.ended);
  });

  test(`${name}: over T=1, with a trace line; closed channels [TS102221 §10.1.1]`, async () => {
    const example = exampleOf(command);
    const device = await createDevice(described());
    const link = device.link('t1');
    const send = async (apdu: string): Promise<string> => (await link.transmit(apdu)).hex;
    const lastRefusal = (): string =>
      device
        .trace()
        .findLast(({ record }) => record.what === 'refusal')
        ?.words() ?? '';
    assert.equal(await send(`00A4040C0C${USIM}`), '9000');
    for (const apdu of [...TO_EXAMPLE, ...(example.before ?? [])])
      assert.match(await send(apdu), SUCCEEDED, apdu);
    const { image } = await device.snapshot();
    for (const [apdu, sw] of spread(refusedOf(command, example))) {
      assert.equal(await send(apdu), sw, apdu);
      assert.match(lastRefusal(), new RegExp(`^refused ${sw}.*\\[.+\\]: .+`), apdu);
    }
    const apdu = validOf(command, example);
    for (const bits of [0x01, 0x02, 0x03, 0x40, 0x4f]) {
      const closed = two((command.cla | bits) & 0xff) + apdu.slice(2);
      assert.equal(await send(closed), '6881', closed);
      assert.match(device.trace().at(-1)!.words() + lastRefusal(), /channel is not open/);
    }
    assert.deepEqual((await device.snapshot()).image, image);
    await device.close();
  });
}

/** The words of a SIM. [TS51011 §9.4] */
const LEGACY_WORD =
  /^(9000|9[12F]..|9(300|400|402|404|408|802|804|808|810|840|850)|67..|6[BDEF]00)$/;
/** Of data: none, an identifier, a CHV, a RAND, and the longest. */
const LEGACY_LENGTHS = [0, 2, 8, 16, LONGEST];
const LEGACY_PARAMETERS = new Set(BYTES.flatMap((value) => [`${two(value)}00`, `00${two(value)}`]));

for (const ins of LEGACY_INSTRUCTIONS) {
  test(`class A0, INS ${two(ins)}: any parameters and lengths [TS51011 §9.4]`, () => {
    for (const before of [[], ['A0A40000027F10', 'A0A40000026F39']]) {
      const card = fresh();
      for (const apdu of before) assert.match(card.send(apdu), /^9F/);
      for (const length of LEGACY_LENGTHS) {
        for (const parameters of LEGACY_PARAMETERS) {
          const apdu = apduOf(`A0${two(ins)}${parameters}`, 'FF'.repeat(length));
          const sw = card.send(apdu).slice(-4);
          assert.match(sw, LEGACY_WORD, apdu);
          const { refusal, batches } = card.bench;
          if (refusal === undefined) continue;
          assert.ok(refusal.why !== '', `${apdu} gives its reason`);
          assert.equal(batches.length, 0, `${apdu}: ${sw}, and it writes`);
        }
      }
    }
  });
}

/** An answer that succeeds or is refused; a refusal changes nothing. */
function assertAnswer(card: UiccCard, apdu: string, expected: RegExp): void {
  const before = kept(card);
  assert.match(card.send(apdu), expected, apdu);
  if (card.bench.refusal !== undefined) assert.equal(kept(card), before, apdu);
}

/** Some of each status word. */
function spread(sequences: readonly Sequence[]): readonly Sequence[] {
  const counts = new Map<string, number>();
  return sequences.filter(([, sw]) => {
    const count = (counts.get(sw) ?? 0) + 1;
    counts.set(sw, count);
    return count % 16 === 1;
  });
}

function described(): DescriptionInput {
  const input = describedUicc();
  const [euicc] = input.containers as unknown as [{ profiles: object[] }];
  Object.assign(euicc.profiles[0]!, {
    uicc: CONFIG,
    mnoSd: 'A000000151000000',
    applications: APPLICATIONS,
  });
  return input;
}

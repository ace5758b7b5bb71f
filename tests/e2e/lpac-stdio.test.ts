/**
 * lpac's side of its `stdio` interface, frozen: what lpac 2.3.0 wrote and what it was answered,
 * line by line. The card is the built command line.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { unhex } from '../../src/base/index.ts';
import { matches, parsePattern } from '../../src/run/transcript/index.ts';
import { PROJECT_ROOT, readProjectFile } from '../architecture/project.ts';
import { bifrons, bifronsArgv, jsonLines, scratchFolder } from './support/bifrons.ts';
import { Running } from './support/processes.ts';
import { RECORDED_LPAC } from './support/recorded-lpac.ts';

const FOLDER = 'tests/transcripts/lpac';
const CONVERSATIONS = [
  { file: 'chip-info-t0.ndjson', link: 't0' },
  { file: 'profiles-t1.ndjson', link: 't1' },
] as const;

interface Turn {
  readonly requested: string;
  /** `undefined` for lines that are for people. */
  readonly answer: { readonly ecode: number; readonly data: string | null } | undefined;
}

function conversation(file: string): readonly Turn[] {
  const lines = readProjectFile(`${FOLDER}/${file}`).trimEnd().split('\n');
  const turns: Turn[] = [];
  for (let at = 0; at < lines.length; at++) {
    const requested = lines[at]!;
    const { type } = JSON.parse(requested) as { type: string };
    if (type !== 'apdu') {
      turns.push({ requested, answer: undefined });
      continue;
    }
    const { payload } = JSON.parse(lines[++at]!) as { payload: NonNullable<Turn['answer']> };
    turns.push({ requested, answer: payload });
  }
  return turns;
}

function assertAnswer(line: string, { requested, answer }: Turn): void {
  const reported = JSON.parse(line) as { type: string; payload: NonNullable<Turn['answer']> };
  assert.equal(reported.type, 'apdu');
  assert.equal(reported.payload.ecode, answer?.ecode, requested);
  if (answer?.data === null || answer === undefined) {
    assert.equal(reported.payload.data, null, requested);
    return;
  }
  const pattern = parsePattern(answer.data);
  if (typeof pattern === 'string') throw new Error(pattern);
  const data = unhex(reported.payload.data ?? '');
  assert.ok(
    matches(pattern, data),
    `${requested}\nexpected ${answer.data}\ngot      ${reported.payload.data}`,
  );
}

describe('attach lpac', () => {
  for (const { file, link } of CONVERSATIONS) {
    test(`replays on its streams the recorded answers to lpac: ${file} [M-26] [M-37]`, async () => {
      const scratch = scratchFolder();
      const args = [
        'attach',
        'lpac',
        '--preset',
        'patent',
        '--link',
        link,
        '--data',
        `${scratch.path}/d`,
      ];
      const card = new Running(bifronsArgv(args));
      const forPeople: string[] = [];
      let answers = 0;
      for (const turn of conversation(file)) {
        card.write(`${turn.requested}\n`);
        if (turn.answer === undefined) {
          forPeople.push(turn.requested);
          continue;
        }
        answers++;
        await card.saw(new RegExp(`^(.*\\n){${answers}}`));
        assertAnswer(card.stdout.split('\n')[answers - 1] ?? '', turn);
      }
      card.endInput();
      const ended = await card.ended();
      assert.equal(ended.code, 0, ended.stderr);
      assert.equal(ended.stderr.trimEnd(), forPeople.join('\n'));
      scratch.remove();
    });
  }

  test('starts a command, is its card, shows what it says for people, and passes its exit code', async () => {
    const scratch = scratchFolder();
    const file = `${PROJECT_ROOT}/${FOLDER}/chip-info-t0.ndjson`;
    const program = [process.execPath, '--input-type=module', '-e', RECORDED_LPAC, file, '7'];
    const where = ['--preset', 'patent', '--data', `${scratch.path}/d`];
    const ended = await bifrons(['attach', 'lpac', ...where, '--', ...program]);
    assert.equal(ended.code, 7, ended.stderr);
    const [printed] = conversation('chip-info-t0.ndjson').filter(
      ({ answer }) => answer === undefined,
    );
    assert.equal(ended.stdout.trimEnd(), printed?.requested);
    scratch.remove();
  });

  test('gives lpac the AID of the ISD-R: the paired one, and on the link of the eSE the eUICC’s', async () => {
    const scratch = scratchFolder();
    const where = ['--preset', 'patent', '--data', `${scratch.path}/d`];
    const report =
      "console.log(JSON.stringify({ type: 'lpa', payload: process.env.LPAC_CUSTOM_ISD_R_AID }))";
    for (const link of ['t0', 'spi']) {
      const args = [
        'attach',
        'lpac',
        ...where,
        '--link',
        link,
        '--',
        process.execPath,
        '-e',
        report,
      ];
      const ended = await bifrons(args);
      assert.equal(ended.code, 0, ended.stderr);
      assert.deepEqual(jsonLines(ended.stdout), [{ type: 'lpa', payload: 'A000000152000000' }]);
    }
    scratch.remove();
  });

  test('what makes no sense is an ecode of -1, and the next line is served', async () => {
    const scratch = scratchFolder();
    const where = ['--preset', 'patent', '--data', `${scratch.path}/d`];
    const lines = [
      '{"type":"apdu","payload":{"func":"fly","param":null}}',
      '{"type":"apdu","payload":{"func":"transmit","param":"00A"}}',
      '{"type":"apdu","payload":{"func":"logic_channel_open","param":"a000000151000fff"}}',
      'not json',
      '{"type":"apdu","payload":{"func":"connect","param":null}}',
    ];
    const ended = await bifrons(['attach', 'lpac', ...where], { input: `${lines.join('\n')}\n` });
    assert.equal(ended.code, 0, ended.stderr);
    const ecodes = ended.stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { payload: { ecode: number } }).payload.ecode);
    assert.deepEqual(ecodes, [-1, -1, -1, -1, 0]);
    scratch.remove();
  });
});

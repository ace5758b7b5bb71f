/** The card's side of the toolkit and the modem's, one against the other. [TS102223] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, bytes, concat, EMPTY, unhex } from '../../../src/base/index.ts';
import { converse, ToolkitTerminal, type UserAnswer } from '../../../src/host/index.ts';
import { type CardSession, Refusal, type Services } from '../../../src/os/abi/index.ts';
import * as cat from '../../../src/uicc/cat/index.ts';
import {
  CAT_EVENT,
  CAT_RESULT,
  emitMenuSelection,
  LOCAL_INFORMATION,
  REFRESH_MODE,
  type TerminalResponse,
  TIMER_ACTION,
} from '../../../src/wire/cat/index.ts';
import { INS, parseCommandApdu } from '../../../src/wire/index.ts';
import { isWireError } from '../../../src/base/index.ts';

const PROFILE = new Uint8Array(20).fill(0xff);
const FACTS = {
  location: unhex('00F11000010001'),
  imei: unhex('0A10325476981032'),
  language: 'en',
  accessTechnology: 3,
};

/** Sends commands one after another when its item is chosen, and keeps the responses. */
class Sender implements cat.ToolkitApplication {
  readonly name = 'sender';
  readonly menu = [{ id: 5, text: 'Go' }];
  readonly events = [CAT_EVENT.idleScreenAvailable];
  readonly responses: TerminalResponse[] = [];
  readonly #commands: readonly cat.ToolkitCommand[];

  constructor(commands: readonly cat.ToolkitCommand[]) {
    this.#commands = commands;
  }

  receive({ kind }: cat.ToolkitEvent): cat.ToolkitResult | undefined {
    return kind === 'menu-selection' ? this.#send(0) : undefined;
  }

  #send(at: number): cat.ToolkitResult {
    const proactiveCommand = this.#commands[at];
    if (proactiveCommand === undefined) return { done: true };
    return {
      proactiveCommand,
      resume: (response) => {
        this.responses.push(response);
        return this.#send(at + 1);
      },
    };
  }
}

/** APDUs to the toolkit as the container passes them; 91xx as the kernel makes it. */
function transmitter(toolkit: cat.Toolkit) {
  const card: CardSession = { link: { id: 't0' } as CardSession['link'], lsi: 0, ram: new Map() };
  return (apdu: Bytes): Bytes => {
    const command = parseCommandApdu(apdu);
    assert.ok(!isWireError(command));
    try {
      const data = run(toolkit, { ...command, card });
      const pending = toolkit.pending(card);
      return concat(data, pending === undefined ? bytes(0x90, 0) : bytes(0x91, pending & 0xff));
    } catch (error) {
      if (error instanceof Refusal) return bytes(error.sw >> 8, error.sw & 0xff);
      throw error;
    }
  };
}

function run(
  toolkit: cat.Toolkit,
  command: { readonly ins: number; readonly data: Bytes; readonly card: CardSession },
): Bytes {
  const { ins, data, card } = command;
  if (ins === INS.FETCH) return toolkit.fetch(card);
  if (ins === INS.ENVELOPE) return toolkit.envelope(card, data);
  if (ins === INS.TERMINAL_PROFILE) toolkit.terminalProfile(card, data);
  else toolkit.terminalResponse(card, data);
  return EMPTY;
}

function dialogue(commands: readonly cat.ToolkitCommand[], answers: readonly UserAnswer[]) {
  const sender = new Sender(commands);
  const services = { note() {} } as unknown as Services;
  const toolkit = new cat.Toolkit({ services, applications: () => [sender] });
  const transmit = transmitter(toolkit);
  const terminal = new ToolkitTerminal({ facts: FACTS, answers });
  const started = converse(terminal.start(PROFILE), transmit);
  const selection = emitMenuSelection(5, { help: false });
  const { answer, effects } = converse(terminal.envelope(selection), transmit);
  return { started, answer, effects, responses: sender.responses, transmit };
}

test('each proactive command reaches the terminal, and its response the application', () => {
  const { started, effects, responses, transmit } = dialogue(
    [
      cat.displayText('hello'),
      cat.getInput('name?', { min: 1, max: 5 }),
      cat.selectItem('which?', [
        { id: 1, text: 'a' },
        { id: 2, text: 'b' },
      ]),
      cat.provideLocalInformation(LOCAL_INFORMATION.imei),
      cat.provideLocalInformation(LOCAL_INFORMATION.location),
      cat.provideLocalInformation(LOCAL_INFORMATION.language),
      cat.provideLocalInformation(LOCAL_INFORMATION.dateTime),
      cat.pollInterval(30),
      cat.pollingOff(),
      cat.startTimer(1, 90),
      cat.timer(1, TIMER_ACTION.read),
      cat.timer(1, TIMER_ACTION.deactivate),
      cat.timer(1, TIMER_ACTION.read),
      cat.sendShortMessage(bytes(1, 0, 0, 0, 0, 0, 0)),
      cat.refresh(REFRESH_MODE.init),
    ],
    [{}, { text: 'Ada' }, { item: 2 }],
  );
  assert.deepEqual(
    started.map(({ kind }) => kind),
    ['menu', 'events'],
  );
  assert.deepEqual(
    effects.map(({ kind }) => kind),
    ['text', 'polling', 'polling', 'timer', 'short-message', 'refresh'],
  );
  assert.deepEqual(
    responses.map(({ result }) => result),
    [0, 0, 0, 0, 0, 0, CAT_RESULT.beyondTerminal, 0, 0, 0, 0, 0, CAT_RESULT.contradictsTimer, 0, 0],
  );
  assert.deepEqual(
    responses[1]!.objects[0]!.value,
    concat(bytes(4), new TextEncoder().encode('Ada')),
  );
  assert.deepEqual(responses[2]!.objects[0]!.value, bytes(2));
  assert.deepEqual(responses[3]!.objects[0]!.value, FACTS.imei);
  assert.deepEqual(responses[4]!.objects[0]!.value, FACTS.location);
  assert.deepEqual(transmit(unhex('8012000001')), bytes(0x69, 0x85), 'nothing is left');
});

test('a user who does not answer, ends or gives too much is a result [TS102223 §8.12]', () => {
  const input = cat.getInput('?', { min: 2, max: 3 });
  const answers = [
    { result: CAT_RESULT.backward },
    { text: 'abcd' },
    { text: 'a' },
    { item: 9 },
    {},
  ];
  const items = cat.selectItem('?', [{ id: 1, text: 'a' }]);
  const { responses } = dialogue([input, input, input, items, input], answers);
  assert.deepEqual(
    responses.map(({ result }) => result),
    [
      CAT_RESULT.backward,
      CAT_RESULT.endedByUser,
      CAT_RESULT.endedByUser,
      CAT_RESULT.valuesMissing,
      CAT_RESULT.noAnswer,
    ],
  );
});

test('a command the terminal does not have is answered so [TS102223 §8.12]', () => {
  const call = { type: 0x10, qualifier: 0, destination: 0x83, objects: [] };
  const { responses } = dialogue([call], []);
  assert.equal(responses[0]!.result, CAT_RESULT.typeNotUnderstood);
});

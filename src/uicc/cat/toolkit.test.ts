import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, bytes, concat, EMPTY, hex, isWireError, unhex } from '../../base/index.ts';
import { type CardSession, Refusal, type Services } from '../../os/abi/index.ts';
import {
  CAT_COMMAND,
  CAT_EVENT,
  CAT_RESULT,
  emitEventDownload,
  emitMenuSelection,
  emitTerminalResponse,
  emitTimerExpiration,
  emitTimerValue,
  LOCAL_INFORMATION,
  parseProactiveCommand,
  type ProactiveCommand,
  REFRESH_MODE,
  TIMER_ACTION,
} from '../../wire/cat/index.ts';
import {
  displayText,
  getInput,
  pollingOff,
  pollInterval,
  provideLocalInformation,
  refresh,
  selectItem,
  sendShortMessage,
  setUpEventList,
  setUpMenu,
  startTimer,
  timer,
  Toolkit,
  type ToolkitApplication,
  type ToolkitResult,
} from './index.ts';

const ALL = new Uint8Array(20).fill(0xff);
const DONE: ToolkitResult = { done: true };

function card(): CardSession {
  return { link: { id: 't0' } as CardSession['link'], lsi: 0, ram: new Map() };
}

function toolkit(...applications: readonly ToolkitApplication[]) {
  const notes: unknown[][] = [];
  const services = {
    note: (kind: { name: string }, ...operands: unknown[]) => notes.push([kind.name, ...operands]),
  } as unknown as Services;
  const made = new Toolkit({ services, applications: () => applications });
  return { made, notes };
}

function fetched(made: Toolkit, session: CardSession): ProactiveCommand {
  const length = made.pending(session);
  const command = made.fetch(session);
  assert.equal(command.length, length, '91xx has the length of what FETCH gets');
  const parsed = parseProactiveCommand(command);
  assert.ok(!isWireError(parsed));
  return parsed;
}

function answer(made: Toolkit, session: CardSession, of: ProactiveCommand, result = 0): void {
  const { details } = of;
  const data = emitTerminalResponse({ details, result, additional: EMPTY, objects: [] });
  made.terminalResponse(session, data);
}

function refused(sw: number, run: () => unknown): void {
  assert.throws(run, (error) => error instanceof Refusal && error.sw === sw);
}

/** Requests a text when its item is chosen, and shows it. */
const dialogue: ToolkitApplication = {
  name: 'dialogue',
  menu: [{ id: 1, text: 'Say' }],
  events: [CAT_EVENT.idleScreenAvailable],
  receive(event) {
    if (event.kind !== 'menu-selection') return undefined;
    return {
      proactiveCommand: getInput('What?', { min: 1, max: 9 }),
      resume: ({ result }) =>
        result === CAT_RESULT.done
          ? { proactiveCommand: displayText('thanks'), resume: () => DONE }
          : DONE,
    };
  },
};

test('menu and events are set up when the terminal has stated what it supports', () => {
  const { made } = toolkit(dialogue);
  const session = card();
  assert.equal(made.pending(session), undefined, 'nothing before TERMINAL PROFILE');
  made.terminalProfile(session, ALL);
  const menu = fetched(made, session);
  assert.equal(menu.details.type, CAT_COMMAND.SET_UP_MENU);
  assert.equal(made.pending(session), undefined, 'one at a time');
  refused(0x6985, () => made.fetch(session));
  answer(made, session, menu);
  const events = fetched(made, session);
  assert.equal(events.details.type, CAT_COMMAND.SET_UP_EVENT_LIST);
  assert.notEqual(events.details.number, menu.details.number);
  answer(made, session, events);
  assert.equal(made.pending(session), undefined);
});

test('a terminal without a menu gets none [TS102223 §5.2]', () => {
  const { made } = toolkit(dialogue);
  const session = card();
  made.terminalProfile(session, ALL.with(3, 0xff & ~0x20));
  assert.equal(fetched(made, session).details.type, CAT_COMMAND.SET_UP_EVENT_LIST);
  assert.equal(made.send(session, 'test', setUpMenu('', [])), false);
});

test('an application continues with each response, and no other comes between', () => {
  const { made } = toolkit(dialogue);
  const session = card();
  made.terminalProfile(session, ALL);
  for (let i = 0; i < 2; i++) answer(made, session, fetched(made, session));
  assert.deepEqual(made.envelope(session, emitMenuSelection(1, { help: false })), EMPTY);
  assert.ok(made.send(session, 'other', pollingOff()));
  const input = fetched(made, session);
  assert.equal(input.details.type, CAT_COMMAND.GET_INPUT);
  answer(made, session, input);
  const text = fetched(made, session);
  assert.equal(text.details.type, CAT_COMMAND.DISPLAY_TEXT);
  answer(made, session, text);
  assert.equal(fetched(made, session).details.type, CAT_COMMAND.POLLING_OFF);
});

test('a result other than success reaches the application [TS102223 §8.12]', () => {
  const { made } = toolkit(dialogue);
  const session = card();
  made.terminalProfile(session, ALL);
  for (let i = 0; i < 2; i++) answer(made, session, fetched(made, session));
  made.envelope(session, emitMenuSelection(1, { help: false }));
  answer(made, session, fetched(made, session), CAT_RESULT.endedByUser);
  assert.equal(made.pending(session), undefined);
});

test('what does not belong to the command fetched is refused and changes nothing', () => {
  const { made } = toolkit(dialogue);
  const session = card();
  refused(0x6985, () => made.terminalResponse(session, unhex('810301250082028281830100')));
  made.terminalProfile(session, ALL);
  const menu = fetched(made, session);
  const { details } = menu;
  const wrong = [
    { ...details, number: details.number + 1 },
    { ...details, type: CAT_COMMAND.DISPLAY_TEXT },
    { ...details, qualifier: 1 },
  ];
  for (const other of wrong)
    refused(0x6a80, () => answer(made, session, { ...menu, details: other }));
  refused(0x6a80, () => made.terminalResponse(session, unhex('81030125')));
  answer(made, session, menu);
  refused(0x6985, () => answer(made, session, menu));
});

test('envelopes reach who takes them; others are refused [TS102221 §11.2.2]', () => {
  const taken: string[] = [];
  const all: ToolkitApplication = {
    name: 'all',
    menu: [{ id: 7, text: 'x' }],
    events: [CAT_EVENT.locationStatus],
    receive({ kind }) {
      taken.push(kind);
      return { done: true, answer: bytes(0xab) };
    },
  };
  const { made } = toolkit(all);
  const session = card();
  made.terminalProfile(session, ALL);
  assert.deepEqual(taken.splice(0), ['profile-download']);
  const good: readonly [Bytes, string][] = [
    [emitMenuSelection(7, { help: false }), 'menu-selection'],
    [emitTimerExpiration(1, emitTimerValue(5)), 'timer-expiration'],
    [emitEventDownload(CAT_EVENT.locationStatus, []), 'event'],
    [unhex('D20482028381'), 'envelope'],
  ];
  for (const [data, kind] of good) {
    assert.deepEqual(made.envelope(session, data), bytes(0xab));
    assert.deepEqual(taken.splice(0), [kind]);
  }
  for (const untaken of [
    emitMenuSelection(8, { help: false }),
    emitEventDownload(CAT_EVENT.userActivity, []),
  ])
    refused(0x6985, () => made.envelope(session, untaken));
  for (const broken of ['', 'D3', 'D300', 'D30482020181', 'D70782028281240101'])
    refused(0x6a80, () => made.envelope(session, unhex(broken)));
  assert.deepEqual(taken, []);
});

test('card sessions do not share queues, and a new TERMINAL PROFILE empties its own', () => {
  const { made } = toolkit();
  const [one, two] = [card(), card()];
  made.terminalProfile(one, ALL);
  made.terminalProfile(two, ALL);
  made.send(one, 'test', displayText('a'));
  assert.equal(made.pending(two), undefined);
  made.terminalProfile(one, ALL);
  assert.equal(made.pending(one), undefined);
  for (let i = 0; i < 16; i++) made.send(one, 'test', displayText('a'));
  refused(0x6a84, () => made.send(one, 'test', displayText('a')));
});

test('a full queue keeps a place for what follows the command that was fetched [TS102223 §6.6]', () => {
  const { made } = toolkit(dialogue);
  const session = card();
  made.terminalProfile(session, ALL);
  for (let i = 0; i < 2; i++) answer(made, session, fetched(made, session));
  made.envelope(session, emitMenuSelection(1, { help: false }));
  const input = fetched(made, session);
  for (let i = 0; i < 15; i++) made.send(session, 'test', pollingOff());
  refused(0x6a84, () => made.send(session, 'test', pollingOff()));
  refused(0x9300, () => made.envelope(session, emitMenuSelection(1, { help: false })));
  answer(made, session, input);
  assert.equal(fetched(made, session).details.type, CAT_COMMAND.DISPLAY_TEXT);
});

test('an event that a second application cannot take leaves nothing of the first', () => {
  const eager = (name: string): ToolkitApplication => ({
    name,
    menu: [],
    events: [CAT_EVENT.locationStatus],
    receive: ({ kind }) =>
      kind === 'event' ? { proactiveCommand: displayText(name), resume: () => DONE } : undefined,
  });
  const { made } = toolkit(eager('one'), eager('two'));
  const session = card();
  made.terminalProfile(session, ALL);
  answer(made, session, fetched(made, session));
  for (let i = 0; i < 15; i++) made.send(session, 'test', pollingOff());
  refused(0x6a84, () => made.envelope(session, emitEventDownload(CAT_EVENT.locationStatus, [])));
  for (let i = 0; i < 15; i++) {
    const command = fetched(made, session);
    assert.equal(command.details.type, CAT_COMMAND.POLLING_OFF);
    answer(made, session, command);
  }
  assert.equal(made.pending(session), undefined);
});

test('each command is the bytes that terminals know [TS102223 §6.6]', () => {
  const { made } = toolkit();
  const session = card();
  const shown = (command: Parameters<Toolkit['send']>[2]): string => {
    made.terminalProfile(session, ALL);
    assert.ok(made.send(session, 'test', command));
    const bare = made.fetch(session);
    // The number differs.
    return hex(concat(bare.subarray(0, 4), bytes(1), bare.subarray(5)));
  };
  const item = { id: 1, text: 'A' };
  assert.equal(shown(refresh(REFRESH_MODE.reset)), 'D009810301010482028182');
  assert.equal(
    shown(refresh(REFRESH_MODE.fileChange, { files: [unhex('3F007FFF6F07')] })),
    'D0128103010101820281829207013F007FFF6F07',
  );
  assert.equal(shown(pollInterval(20)), 'D00D81030103008202818284020114');
  assert.equal(shown(pollingOff()), 'D009810301040082028182');
  assert.equal(shown(setUpEventList([4, 5])), 'D00D81030105008202818299020405');
  assert.equal(shown(setUpMenu('M', [item])), 'D01081030125008202818285014D8F020141');
  assert.equal(shown(selectItem('M', [item])), 'D01081030124008202818285014D8F020141');
  assert.equal(
    shown(displayText('Toolkit Test 1')),
    'D01A8103012180820281028D0F04546F6F6C6B697420546573742031',
  );
  assert.equal(shown(getInput('A', { min: 0, max: 5 })), 'D0118103012301820281828D02044191020005');
  assert.equal(shown(provideLocalInformation(LOCAL_INFORMATION.imei)), 'D009810301260182028182');
  assert.equal(shown(startTimer(1, 300)), 'D011810301270082028182A40101A503005000');
  assert.equal(shown(timer(1, TIMER_ACTION.read)), 'D00C810301270282028182A40101');
  assert.equal(shown(sendShortMessage(bytes(1, 2))), 'D00D8103011300820281838B020102');
});

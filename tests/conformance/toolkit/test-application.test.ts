/**
 * The toolkit test application on a whole card, and the terminal at its modem's link: each
 * proactive command, events, several card sessions, and what goes wrong between 91xx and the
 * response. [TS102223 §6.4] [TS102223 §7] [TS102221 §7.4.2] [M-28]
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, EMPTY, hex, isWireError, unhex } from '../../../src/base/index.ts';
import { presets } from '../../../src/device/index.ts';
import {
  converse,
  type ToolkitEffect,
  type ToolkitExchange,
  ToolkitTerminal,
  TERMINAL_PROFILE,
  type UserAnswer,
} from '../../../src/host/index.ts';
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
  REFRESH_MODE,
  TIMER_ACTION,
} from '../../../src/wire/cat/index.ts';
import { parseTlvs } from '../../../src/wire/index.ts';
import { type HostRig, hostRig } from '../../support/host-rig.ts';

const AID = 'F0424946524F4E53080101';
const FACTS = {
  location: unhex('00F11000010001'),
  imei: unhex('0A10325476981032'),
  language: 'en',
  accessTechnology: 8,
};
const ENTRY = 0x80;
/** Tags of its log. */
const LOG = { response: 0xa0, unsupported: 0xa1, event: 0xa2 } as const;

class Phone {
  readonly rig: HostRig;
  readonly link: string;
  readonly exchanges: ToolkitExchange[] = [];
  readonly terminal: ToolkitTerminal;

  constructor(rig: HostRig, { answers = [], link = 't0' }: PhoneOptions = {}) {
    this.rig = rig;
    this.link = link;
    const onExchange = (one: ToolkitExchange) => void this.exchanges.push(one);
    this.terminal = new ToolkitTerminal({ facts: FACTS, answers, onExchange });
  }

  start(profile = TERMINAL_PROFILE): readonly ToolkitEffect[] {
    return this.hold(this.terminal.start(profile));
  }

  envelope(data: Uint8Array): { readonly answer: Uint8Array; readonly effects: unknown } {
    return this.hold(this.terminal.envelope(data));
  }

  hold<T>(conversation: Generator<Uint8Array, T, Uint8Array>): T {
    return converse(conversation, (apdu) => unhex(this.send(hex(apdu))));
  }

  send(apdu: string): string {
    return this.rig.send(this.link, apdu);
  }

  /** Requests a command of the application on a channel; serves what the card then sends. */
  request(type: number, qualifier = 0, objects = ''): string {
    const answer = this.ask(type, qualifier, objects);
    this.hold(this.terminal.serve(unhex(answer)));
    return answer;
  }

  ask(type: number, qualifier = 0, objects = ''): string {
    const body = objects === '' ? '' : byte(objects.length / 2) + objects;
    return this.send(`8101${byte(type)}${byte(qualifier)}${body}`);
  }

  open(): void {
    assert.equal(this.send('0070000001'), '019000');
    assert.match(this.send(`01A404000B${AID}00`), /9000$/);
  }

  /** Details and result of each response, oldest first; the log is cleared. */
  log(): readonly (readonly [tag: number, head: string, rest: string])[] {
    const answer = this.send('8102000000');
    assert.match(answer, /9000$/);
    assert.equal(this.send('81020100'), '9000');
    const list = parseTlvs(unhex(answer.slice(0, -4)));
    assert.ok(!isWireError(list));
    return list.map(({ tag, value }) => {
      const fields = parseTlvs(value);
      assert.ok(!isWireError(fields));
      return [
        tag,
        hex(fields[0]!.value),
        fields
          .slice(1)
          .map((one) => hex(one.value))
          .join(' '),
      ];
    });
  }

  names(): readonly number[] {
    return this.exchanges.splice(0).map(({ command }) => command.details.type);
  }
}

interface PhoneOptions {
  readonly answers?: readonly UserAnswer[];
  readonly link?: string;
}

function byte(value: number): string {
  return value.toString(16).padStart(2, '0').toUpperCase();
}

function card(): HostRig {
  return hostRig(presets['usim-card']);
}

function select(item = ENTRY): Uint8Array {
  return emitMenuSelection(item, { help: false });
}

test('each command is sent when a program requests it, and its response comes back', () => {
  const answers = [
    { command: CAT_COMMAND.GET_INPUT, text: 'Ada' },
    { command: CAT_COMMAND.SELECT_ITEM, item: 3 },
  ];
  const phone = new Phone(card(), { answers });
  assert.deepEqual(
    phone.start().map(({ kind }) => kind),
    ['menu', 'events'],
  );
  assert.deepEqual(phone.names(), [CAT_COMMAND.SET_UP_MENU, CAT_COMMAND.SET_UP_EVENT_LIST]);
  phone.open();
  const requested: readonly (readonly [type: number, qualifier: number, result: string])[] = [
    [CAT_COMMAND.DISPLAY_TEXT, 0, '00'],
    [CAT_COMMAND.GET_INPUT, 0, '00'],
    [CAT_COMMAND.SELECT_ITEM, 0, '00'],
    [CAT_COMMAND.SET_UP_MENU, 0, '00'],
    [CAT_COMMAND.SET_UP_EVENT_LIST, 0, '00'],
    [CAT_COMMAND.PROVIDE_LOCAL_INFORMATION, LOCAL_INFORMATION.location, '00'],
    [CAT_COMMAND.PROVIDE_LOCAL_INFORMATION, LOCAL_INFORMATION.imei, '00'],
    [CAT_COMMAND.PROVIDE_LOCAL_INFORMATION, LOCAL_INFORMATION.networkMeasurement, '3000'],
    [CAT_COMMAND.PROVIDE_LOCAL_INFORMATION, LOCAL_INFORMATION.language, '00'],
    [CAT_COMMAND.PROVIDE_LOCAL_INFORMATION, LOCAL_INFORMATION.accessTechnology, '00'],
    [CAT_COMMAND.POLL_INTERVAL, 0, '00'],
    [CAT_COMMAND.POLLING_OFF, 0, '00'],
    [CAT_COMMAND.TIMER_MANAGEMENT, TIMER_ACTION.read, '24'],
    [CAT_COMMAND.TIMER_MANAGEMENT, TIMER_ACTION.start, '00'],
    [CAT_COMMAND.TIMER_MANAGEMENT, TIMER_ACTION.read, '00'],
    [CAT_COMMAND.TIMER_MANAGEMENT, TIMER_ACTION.deactivate, '00'],
    [CAT_COMMAND.SEND_SHORT_MESSAGE, 0, '00'],
    ...Object.values(REFRESH_MODE).map((mode) => [CAT_COMMAND.REFRESH, mode, '00'] as const),
  ];
  for (const [type, qualifier, result] of requested) {
    assert.match(phone.request(type, qualifier), /^91..$/, byte(type));
    const [[tag, details, rest], ...others] = phone.log() as [[number, string, string]];
    assert.deepEqual([tag, others], [LOG.response, []]);
    assert.equal(
      details.slice(2),
      byte(type) + byte(phone.exchanges.at(-1)!.command.details.qualifier),
    );
    assert.equal(rest.split(' ')[0], result, `${byte(type)} ${byte(qualifier)}`);
  }
  assert.deepEqual(
    phone.names(),
    requested.map(([type]) => type),
  );
  assert.equal(phone.send('8012000001'), '6985', 'nothing is left');
});

test('data objects of a program are sent as they are; none, or unknown ones, are refused', () => {
  const phone = new Phone(card());
  phone.start();
  phone.open();
  phone.request(CAT_COMMAND.DISPLAY_TEXT, 0x81, '8D06044F74686572');
  const { command } = phone.exchanges.at(-1)!;
  assert.equal(command.details.qualifier, 0x81);
  assert.equal(hex(command.objects[0]!.value), '044F74686572');
  for (const [apdu, sw] of [
    ['81012100018D', '6A80'],
    ['81014000', '6A86'],
    ['81010120', '6A86'],
    ['8102020000', '6A86'],
    ['81030000', '6D00'],
    ['01010000', '6E00'],
  ] as const)
    assert.equal(phone.send(apdu), sw, apdu);
  assert.equal(phone.request(0x10, 0, '86022143'), '9000', 'the profile has no SET UP CALL');
  assert.deepEqual(phone.log().at(-1), [LOG.unsupported, '10', '']);
});

test('its menu leads to a command and shows the result; the user may go back', () => {
  const phone = new Phone(card(), {
    answers: [{ item: 2 }, { text: 'Ada' }, { item: 11 }, { item: 1 }],
  });
  phone.start();
  phone.names();
  phone.envelope(select());
  const { SELECT_ITEM, GET_INPUT, DISPLAY_TEXT, REFRESH } = CAT_COMMAND;
  assert.deepEqual(phone.names(), [SELECT_ITEM, GET_INPUT, DISPLAY_TEXT]);
  phone.envelope(select());
  assert.deepEqual(phone.names(), [SELECT_ITEM, SELECT_ITEM, REFRESH, DISPLAY_TEXT]);
  const back = new Phone(phone.rig, {
    answers: [{ command: SELECT_ITEM, result: CAT_RESULT.backward }],
  });
  back.envelope(select());
  assert.deepEqual(back.names(), [SELECT_ITEM]);
});

test('timers, events and menu of the application reach it, and no others', () => {
  const phone = new Phone(card());
  phone.start();
  phone.open();
  phone.request(CAT_COMMAND.TIMER_MANAGEMENT, TIMER_ACTION.start);
  phone.log();
  phone.hold(phone.terminal.expire(1));
  phone.envelope(emitEventDownload(CAT_EVENT.userActivity, []));
  assert.deepEqual(phone.log(), [
    [LOG.event, '02', '01005A'],
    [LOG.event, '03', byte(CAT_EVENT.userActivity)],
  ]);
  for (const data of [
    emitTimerExpiration(2, emitTimerValue(1)),
    emitEventDownload(CAT_EVENT.mtCall, []),
    select(1),
  ])
    assert.equal(hex(phone.envelope(data).answer), '6985');
  assert.deepEqual(phone.log(), []);
});

test('TERMINAL PROFILE decides what is sent: without its bit a command is left out', () => {
  const phone = new Phone(card());
  const silent = TERMINAL_PROFILE.with(2, TERMINAL_PROFILE[2]! & ~0x01);
  phone.start(silent);
  phone.open();
  assert.equal(phone.ask(CAT_COMMAND.DISPLAY_TEXT), '9000');
  assert.deepEqual(phone.log(), [[LOG.unsupported, '21', '']]);
  const before = new Phone(card());
  before.open();
  assert.equal(before.ask(CAT_COMMAND.REFRESH), '9000', 'before TERMINAL PROFILE nothing is sent');
  assert.deepEqual(before.log(), [[LOG.unsupported, '01', '']]);
});

test('a terminal that is busy answers with it, and the application tries again', () => {
  const busy = { command: CAT_COMMAND.DISPLAY_TEXT, result: CAT_RESULT.terminalBusy };
  const phone = new Phone(card(), { answers: [busy] });
  phone.start();
  phone.open();
  phone.request(CAT_COMMAND.DISPLAY_TEXT);
  phone.request(CAT_COMMAND.DISPLAY_TEXT);
  assert.deepEqual(
    phone.log().map(([, , rest]) => rest.trim()),
    ['2000', '00'],
  );
});

test('while a queue is full an envelope is answered 9300, and events are not lost after it', () => {
  const phone = new Phone(card());
  phone.start();
  phone.open();
  for (let count = 0; count < 16; count++)
    assert.match(phone.ask(CAT_COMMAND.POLLING_OFF), /^91..$/);
  const event = emitEventDownload(CAT_EVENT.userActivity, []);
  assert.equal(phone.send(`80C20000${byte(event.length)}${hex(event)}00`), '9300');
  for (let count = 0; count < 8; count++)
    assert.match(phone.ask(CAT_COMMAND.POLLING_OFF), /^91..$/, 'requests wait in the application');
  assert.equal(phone.ask(CAT_COMMAND.POLLING_OFF), '6A84');
  phone.hold(phone.terminal.serve(unhex('910C')));
  assert.equal(phone.names().length, 2 + 16);
  assert.equal(hex(phone.envelope(event).answer), '9000');
});

test('wrong responses are refused and change nothing: the command still waits for its own', () => {
  const phone = new Phone(card());
  phone.start();
  phone.open();
  const answer = phone.ask(CAT_COMMAND.DISPLAY_TEXT);
  const fetched = phone.send(`80120000${answer.slice(2)}`);
  const command = parseProactiveCommand(unhex(fetched.slice(0, -4)));
  assert.ok(!isWireError(command));
  const { details } = command;
  const respond = (changes: object): string => {
    const data = emitTerminalResponse({
      details: { ...details, ...changes },
      result: 0,
      additional: EMPTY,
      objects: [],
    });
    return phone.send(`80140000${byte(data.length)}${hex(data)}`);
  };
  for (const changes of [
    { number: details.number + 1 },
    { type: CAT_COMMAND.GET_INPUT },
    { qualifier: 1 },
  ])
    assert.equal(respond(changes), '6A80');
  assert.equal(phone.send('8014000003810300'), '6A80', 'an object is cut');
  assert.equal(phone.send('8014000005810301210082'), '6A80');
  assert.equal(phone.send('8012000001'), '6985', 'it was fetched');
  assert.deepEqual(phone.log(), []);
  assert.equal(respond({}), '9000');
  assert.equal(respond({}), '6985');
  assert.equal(phone.log().length, 1);
});

test('a power cut between 91xx and FETCH, and between FETCH and response: the session is new', () => {
  const rig = card();
  const phone = new Phone(rig);
  phone.start();
  phone.open();
  phone.request(CAT_COMMAND.POLLING_OFF);
  for (const fetches of [false, true]) {
    const answer = phone.ask(CAT_COMMAND.DISPLAY_TEXT);
    assert.match(answer, /^91/);
    if (fetches) assert.match(phone.send(`80120000${answer.slice(2)}`), /9000$/);
    rig.reboot(bytes(9, 9, 9, 9));
    assert.equal(phone.send('8012000001'), '6985', 'no command waits');
    assert.equal(phone.send('801400000C8103012100820282818301008D00'.slice(0, 34)), '6985');
    phone.names();
    phone.start();
    assert.deepEqual(phone.names(), [CAT_COMMAND.SET_UP_MENU, CAT_COMMAND.SET_UP_EVENT_LIST]);
    phone.open();
  }
  assert.equal(phone.log().length, 1, 'what came before stays');
});

test('each card session has a queue of its own [TS102221 §7.4.2]', () => {
  const rig = card();
  const first = new Phone(rig, { link: 't0' });
  first.start();
  first.open();
  assert.match(first.ask(CAT_COMMAND.DISPLAY_TEXT), /^91/);
  rig.powerOff('t0');
  const second = new Phone(rig, { link: 't1' });
  assert.equal(second.send('8012000001'), '6985', 'the other session’s command is not here');
  second.start();
  second.open();
  assert.match(second.ask(CAT_COMMAND.POLLING_OFF), /^91/);
  second.hold(second.terminal.serve(unhex('910B')));
  assert.equal(second.names().at(-1), CAT_COMMAND.POLLING_OFF);
});

test('parameters that are none, or another application’s, are refused at installation', () => {
  const [euicc] = presets['usim-card'].containers;
  const [profile] = euicc.profiles;
  const boot = (...added: readonly string[]): HostRig => {
    const others = added.map((uicc, at) => ({
      name: `other ${at}`,
      aid: `F0424946524F4E530802${byte(at)}`,
      module: 'toolkit-test',
      uicc: `80${byte(uicc.length / 2)}${uicc}`,
    }));
    const applications = [...profile.applications, ...others];
    return hostRig(presets['usim-card'], {
      containers: [{ ...euicc, profiles: [{ ...profile, applications }] }],
    });
  };
  const refused = (uicc: readonly string[], why: RegExp) =>
    assert.throws(() => boot(...uicc), why, uicc.join());
  refused(['01'], /toolkit parameters are cut/);
  refused(['01081400000000'], /9 timers of 8/);
  refused(['01091400000000'], /8 timers/);
  refused(['0100140102800000000000'], /identifiers above 127/);
  refused(['010014020001000100000000'], /one identifier/);
  refused(['0100140100010000000000', '0100140100010000000000'], /another application/);
  refused(['01001400000003B0BEEF00', '01001400000003B0BEEF00'], /TAR is another/);
  refused(['01001400000002B0BE00'], /three bytes/);

  const phone = new Phone(boot('0202050201050000000000', '0500140000000000'));
  const [menu] = phone.start() as [Extract<ToolkitEffect, { readonly kind: 'menu' }>];
  assert.deepEqual(
    [...menu.items],
    [
      [5, 'Toolk'],
      [ENTRY, 'Toolkit test'],
    ],
    'by position; texts as long as their installation allows',
  );
  phone.open();
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, bytes, concat, EMPTY, hex, unhex } from '../../base/index.ts';
import {
  buildAtr,
  type CommandApdu,
  emitCommandApdu,
  parseClassByte,
  parseCommandApdu,
} from '../../wire/index.ts';
import {
  type ContactsTerminal,
  createContactsCard,
  createContactsTerminal,
} from '../contacts/index.ts';
import { byteByByte, pattern, type Script, TestRig } from '../rig.testing.ts';

const OK = bytes(0x90, 0x00);

/** Instructions of the scripted card. */
const WRITE = 0xd6;
const READ = 0xb0;
const ASK = 0xa4;
const WARN = 0x20;

/**
 * A card that behaves as T=0 cards do: it echoes data through GET RESPONSE, joins envelopes, and
 * READ has as many bytes as P1 P2 say.
 */
function scriptedCard(): Script<string> & { readonly seen: Bytes[] } {
  let waiting: Bytes = EMPTY;
  let final: Bytes = OK;
  let enveloped: Bytes = EMPTY;
  const seen: Bytes[] = [];
  const offer = (data: Bytes, sw: Bytes): Bytes => {
    waiting = data;
    final = sw;
    return data.length === 0 ? sw : bytes(0x61, Math.min(data.length, 256) & 0xff);
  };
  const run = (command: CommandApdu): Bytes => {
    switch (command.ins) {
      case WRITE:
        return OK;
      case ASK:
        return offer(command.data, OK);
      case WARN: {
        waiting = command.data;
        final = OK;
        return unhex('6282');
      }
      default:
        return unhex('6D00');
    }
  };
  const read = (command: CommandApdu): Bytes => {
    const length = (command.p1 << 8) | command.p2;
    const le = command.le!;
    if (length <= 256 && le !== length) return bytes(0x6c, length & 0xff);
    const data = pattern(length);
    const sw = offer(data.subarray(le), OK);
    return concat(data.subarray(0, le), sw);
  };
  const getResponse = (command: CommandApdu): Bytes => {
    if (waiting.length === 0) return unhex('6985');
    const le = command.le!;
    if (le > waiting.length) return bytes(0x6c, waiting.length & 0xff);
    const data = waiting.subarray(0, le);
    const sw = offer(waiting.subarray(le), final);
    return concat(data, sw);
  };
  return {
    seen,
    direction: (header) => (header[1] === READ || header[1] === 0xc0 ? 'out' : 'in'),
    answer: (apdu) => {
      seen.push(apdu);
      const command = parseCommandApdu(apdu) as CommandApdu;
      if (command.ins === 0xc0) return getResponse(command);
      if (command.ins === READ) return read(command);
      if (command.ins !== 0xc2) return run(command);
      enveloped = concat(enveloped, command.data);
      if (command.data.length === 255) return OK;
      const whole = parseCommandApdu(enveloped) as CommandApdu;
      enveloped = EMPTY;
      return run(whole);
    },
  };
}

interface Setting {
  readonly manner: 'tpdu' | 'apdu';
  readonly singleBytes?: boolean;
  readonly split?: (run: Bytes) => Bytes[];
}

function rigFor(setting: Setting) {
  const script = scriptedCard();
  const card = createContactsCard({
    atr: buildAtr({ protocols: ['t0'] }),
    t0: { port: 'T0', singleBytes: setting.singleBytes },
  });
  const terminal = createContactsTerminal({ manner: setting.manner });
  const rig = new TestRig<string, ContactsTerminal>(terminal, card, script, setting);
  rig.powerOn();
  assert.equal(terminal.active, 't0');
  const exchange = (apdu: Bytes): string => {
    const result = rig.exchange(apdu);
    assert.equal(result.kind, 'answer');
    return result.kind === 'answer' ? hex(result.bytes) : '';
  };
  return { rig, script, exchange };
}

interface More {
  readonly le?: number;
  readonly p1?: number;
  readonly p2?: number;
  readonly cla?: number;
}

function command(ins: number, data: Bytes, more: More): Bytes {
  const { cla = 0, p1 = 0, p2 = 0, le } = more;
  return emitCommandApdu({ cla, ins, p1, p2, data, le });
}

for (const singleBytes of [false, true]) {
  for (const split of [undefined, byteByByte]) {
    const how = `${singleBytes ? 'INS complemented' : 'INS'}${split ? ', byte by byte' : ''}`;
    const setting = { manner: 'apdu', singleBytes, ...(split ? { split } : {}) } as const;

    test(`T=0 resolves every APDU case: ${how} [M-70]`, () => {
      const { exchange } = rigFor(setting);
      const data = pattern(255);
      assert.equal(exchange(command(WRITE, EMPTY, {})), '9000', 'case 1');
      const twenty = `${hex(pattern(20))}9000`;
      assert.equal(exchange(command(READ, EMPTY, { le: 20, p2: 20 })), twenty, '2S');
      assert.equal(exchange(command(READ, EMPTY, { le: 256, p2: 20 })), twenty, '2S, reissued');
      const most = command(READ, EMPTY, { le: 256, p1: 1 });
      assert.equal(exchange(most), `${hex(pattern(256))}9000`, '2S, 256 bytes');
      assert.equal(exchange(command(WRITE, data, {})), '9000', '3S');
      assert.equal(exchange(command(ASK, data, { le: 256 })), `${hex(data)}9000`, '4S');
      assert.equal(exchange(command(ASK, data, { le: 255 })), `${hex(data)}9000`, '4S, exact');
    });

    test(`T=0 resolves the extended cases: ${how} [M-70]`, () => {
      const { exchange } = rigFor(setting);
      const data = pattern(1_000);
      const long = command(READ, EMPTY, { le: 65_536, p1: 3, p2: 0xe8 });
      assert.equal(exchange(long), `${hex(data)}9000`, '2E');
      assert.equal(exchange(command(WRITE, data, {})), '9000', '3E');
      assert.equal(exchange(command(ASK, data, { le: 65_536 })), `${hex(data)}9000`, '4E');
      const full = pattern(255 * 3 - 9);
      const segments = command(ASK, full, { le: 65_536 });
      assert.equal(exchange(segments), `${hex(full)}9000`, 'full segments');
    });
  }
}

test('T=0 carries the longest extended APDUs by ENVELOPE and GET RESPONSE [M-70]', () => {
  const { exchange, script } = rigFor({ manner: 'apdu' });
  const data = pattern(65_535);
  assert.equal(exchange(command(ASK, data, { le: 65_536 })), `${hex(data)}9000`);
  assert.equal(script.seen.length, 258 + 256);
});

test('T=0 in manner apdu stops at Le and shows what is left', () => {
  const { exchange } = rigFor({ manner: 'apdu' });
  const data = pattern(100);
  assert.equal(exchange(command(ASK, data, { le: 10 })), `${hex(data.subarray(0, 10))}615A`);
});

test('T=0 in manner apdu fetches the data behind a warning [TS102221 §7.3.1.1.5]', () => {
  const { exchange, script } = rigFor({ manner: 'apdu' });
  assert.equal(exchange(command(WARN, pattern(7), { le: 256 })), `${hex(pattern(7))}6282`);
  assert.deepEqual(script.seen.slice(1).map(hex), ['00C0000000', '00C0000007']);
  assert.equal(exchange(command(WARN, pattern(7), {})), '6282', 'case 3 has no data to fetch');
});

test('T=0 in manner tpdu hands 61xx and 6Cxx to the client', () => {
  const { exchange } = rigFor({ manner: 'tpdu' });
  assert.equal(exchange(command(ASK, pattern(7), { le: 256 })), '6107');
  assert.equal(exchange(unhex('00C0000007')), `${hex(pattern(7))}9000`);
  assert.equal(exchange(unhex('00B0000700')), '6C07');
});

test('GET RESPONSE and ENVELOPE keep the logical channel of the command', () => {
  const { exchange, script } = rigFor({ manner: 'apdu' });
  for (const cla of [0x00, 0x03, 0x80, 0x81, 0x83, 0x40, 0x4f, 0xc2]) {
    script.seen.length = 0;
    exchange(command(ASK, pattern(5), { le: 256, cla }));
    exchange(command(ASK, pattern(300), { le: 65_536, cla }));
    const own = parseClassByte(cla);
    const others = script.seen.filter((apdu) => apdu[1] === 0xc0 || apdu[1] === 0xc2);
    assert.ok(others.length >= 4);
    for (const apdu of others) {
      const other = parseClassByte(apdu[0]!);
      assert.ok('channel' in own && 'channel' in other);
      assert.equal(other.channel, own.channel);
      assert.equal(other.base, 0);
    }
  }
});

test('T=0 bytes on the line are as the specification draws them [ISO7816-3 §10.3]', () => {
  const { rig, exchange } = rigFor({ manner: 'tpdu' });
  const line = () => rig.line.splice(0).map(({ from, bytes: run }) => `${from[0]} ${hex(run)}`);
  line();
  exchange(unhex('00A4000C023F00'));
  assert.deepEqual(line(), ['t 00A4000C02', 'c A4', 't 3F00', 'c 6102']);
  exchange(unhex('00C0000002'));
  assert.deepEqual(line(), ['t 00C0000002', 'c C03F009000']);
  exchange(unhex('00D60000'));
  assert.deepEqual(line(), ['t 00D6000000', 'c 9000']);
});

test('INS 6X and 9X are refused below the operating system [ISO7816-3 §10.3.2]', () => {
  const { rig, exchange, script } = rigFor({ manner: 'tpdu' });
  for (const ins of [0x60, 0x6f, 0x90, 0x9f]) {
    assert.equal(exchange(bytes(0, ins, 0, 0, 0)), '6D00');
  }
  assert.equal(script.seen.length, 0);
  assert.deepEqual(rig.events, [{ kind: 'reset' }]);
  assert.equal(exchange(unhex('00D60000')), '9000');
});

test('an answer shorter than P3 goes byte by byte', () => {
  const card = createContactsCard({ atr: buildAtr({ protocols: ['t0'] }), t0: { port: 0 } });
  const terminal = createContactsTerminal({ manner: 'tpdu' });
  const rig = new TestRig(terminal, card, { answer: () => unhex('0102039000') });
  rig.powerOn();
  const result = rig.exchange(unhex('00B0000010'));
  assert.deepEqual(result, { kind: 'answer', bytes: unhex('0102039000') });
  assert.equal(hex(rig.sent('card').at(-1)!), '4F014F024F039000');
});

test('a malformed APDU fails without a byte on the line', () => {
  const { rig } = rigFor({ manner: 'tpdu' });
  const before = rig.line.length;
  assert.equal(rig.exchange(unhex('00A40400050102')).kind, 'failed');
  assert.equal(rig.line.length, before);
  assert.equal(rig.terminal.ready, true);
});

test('class A0 of GSM fetches what 9Fxx announces with its own class', () => {
  const seen: string[] = [];
  const script: Script<string> = {
    direction: (header) => (header[1] === 0xc0 ? 'out' : 'in'),
    answer: (apdu) => {
      seen.push(hex(apdu));
      return apdu[1] === 0xc0 ? unhex('01029000') : unhex('9F02');
    },
  };
  const card = createContactsCard({ atr: buildAtr({ protocols: ['t0'] }), t0: { port: 'T0' } });
  const rig = new TestRig(createContactsTerminal({ manner: 'apdu' }), card, script);
  rig.powerOn();
  const result = rig.exchange(unhex('A0A40000023F0000'));
  assert.deepEqual(result, { kind: 'answer', bytes: unhex('01029000') });
  assert.deepEqual(seen, ['A0A40000023F00', 'A0C0000002']);
});

for (const manner of ['tpdu', 'apdu'] as const) {
  for (const singleBytes of [false, true]) {
    const way = `${manner}${singleBytes ? ', by single bytes' : ''}`;
    test(`data for an instruction that takes none: 6700, and the session stays (${way})`, () => {
      const { rig, exchange } = rigFor({ manner, singleBytes });
      for (const [p2, length] of [
        [2, 2],
        [5, 2],
        [1, 2],
        [0, 1],
        [255, 255],
      ] as const) {
        assert.equal(exchange(command(READ, pattern(length), { p2 })), '6700', `${p2}, ${length}`);
        assert.equal(exchange(command(WRITE, pattern(3), {})), '9000');
        assert.equal(exchange(command(READ, EMPTY, { p2: 2, le: 2 })), `${hex(pattern(2))}9000`);
      }
      assert.equal(rig.events.filter(({ kind }) => kind === 'reset').length, 1);
    });
  }
}

/** Independent hosts as they were: their bytes in, and the card ends answer as they did then. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, bytes, concat, EMPTY, hex, unhex } from '../base/index.ts';
import { buildAtr, type CommandApdu, emitCip, parseCommandApdu } from '../wire/index.ts';
import { BlockCard, T1_FRAMING, T1_PRIME_FRAMING } from './block/index.ts';
import { type CardEnd, createContactsCard } from './index.ts';
import { HOST_LINES, type HostLine } from './host-lines.ts';

const OK = bytes(0x90, 0x00);
const IFSC = 6;
const INS_GET_RESPONSE = 0xc0;
const INS_READ = 0xb0;

function t1Card(edc: 'lrc' | 'crc'): CardEnd<string> {
  const atr = buildAtr({ protocols: ['t1'], edc, ifsc: IFSC, bwi: 2 });
  return createContactsCard({ atr, t1: { port: 'T1' } });
}

function t0Card(singleBytes: boolean): CardEnd<string> {
  return createContactsCard({
    atr: buildAtr({ protocols: ['t0'] }),
    t0: { port: 'T0', singleBytes },
  });
}

function blockCard(prime: boolean): CardEnd<string> {
  const cip = emitCip({
    version: 1,
    issuer: new Uint8Array(4),
    physical: { layer: 'i2c', id: 2, parameters: unhex('000503E80001000A') },
    bwtMs: 300,
    ifsc: IFSC,
    historical: EMPTY,
  });
  return new BlockCard({
    port: prime ? 'I2C' : 'T1',
    framing: prime ? T1_PRIME_FRAMING : T1_FRAMING.lrc,
    times: { cwt: 20_000, bwt: 300_000 },
    ifsc: prime ? IFSC : 254,
    ifsd: prime ? 32 : 254,
    ifsRequest: undefined,
    cip: prime ? cip : undefined,
  });
}

const CARDS: Readonly<Record<HostLine['card'], () => CardEnd<string>>> = {
  t0: () => t0Card(false),
  't0-single': () => t0Card(true),
  t1: () => t1Card('lrc'),
  't1-crc': () => t1Card('crc'),
  't1-nad': () => blockCard(false),
  't1-prime': () => blockCard(true),
};

function upperSide(): (apdu: Bytes, port: string) => Bytes {
  let waiting: Bytes = EMPTY;
  return (apdu, port) => {
    const { data, ins, p2 } = parseCommandApdu(apdu) as CommandApdu;
    if (port !== 'T0') return concat(data, OK);
    if (ins === INS_GET_RESPONSE) return concat(waiting, OK);
    if (ins === INS_READ) return concat(new Uint8Array(p2).fill(7), OK);
    waiting = data;
    return data.length === 0 ? OK : bytes(0x61, data.length);
  };
}

for (const { host, card: kind, note, line } of HOST_LINES) {
  test(`${host} (${note})`, () => {
    const card = CARDS[kind]();
    const answer = upperSide();
    let now = 0;
    let commands = 0;
    const work = (): void => {
      for (let event = card.next(); event !== undefined; event = card.next()) {
        if (event.kind === 'header') {
          const ins = event.header[1]!;
          card.proceed(ins === INS_GET_RESPONSE || ins === INS_READ ? 'out' : 'in');
        } else if (event.kind === 'command') {
          commands++;
          card.respond(answer(event.apdu, event.port), now, event.port);
        }
      }
    };
    card.signal(now, 'power-on');
    for (const text of line.trim().split('\n')) {
      const [way, run = ''] = text.trim().split(' ');
      if (way === '>') {
        card.receive(now, unhex(run));
        work();
        continue;
      }
      let sent = card.transmit(now);
      if (sent === undefined) {
        now = Math.max(now, card.wakeAt() ?? now);
        sent = card.transmit(now);
      }
      assert.equal(sent === undefined ? 'nothing' : hex(sent), run, text);
      work();
    }
    assert.ok(commands >= 5, `${commands} commands`);
  });
}

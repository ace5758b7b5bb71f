/**
 * Remote management by short message, on a whole device: packets of a server with ciphers of its
 * own reach files and the operator's security domain of the enabled profile; the toolkit carries
 * proofs and REFRESH. [TS31115 §4] [TS102226 §8] [TS102226 §7] [M-90]
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, bytes, hex, isWireError, unhex } from '../../../src/base/index.ts';
import { createDevice, type DescriptionInput, type Device, presets } from '../../../src/index.ts';
import {
  CAT_COMMAND,
  CAT_TAG,
  emitSmsPpDownload,
  emitTerminalResponse,
  findCat,
  parseProactiveCommand,
  REFRESH_MODE,
} from '../../../src/wire/cat/index.ts';
import {
  concatenation,
  DATA_DOWNLOAD,
  emitSmsDeliver,
  parseSmsSubmit,
  parseUserData,
  SMS_ELEMENT,
} from '../../../src/wire/sms/index.ts';
import { PacketServer, type PacketWish } from '../../support/secured-packet-host.ts';
import { USIM } from '../../support/uicc-card.ts';

const KEYS = {
  version: 3,
  enc: '000102030405060708090A0B0C0D0E0F',
  mac: '101112131415161718191A1B1C1D1E1F',
  dek: '202122232425262728292A2B2C2D2E2F',
} as const;
const SERVER = new PacketServer({ kic: unhex(KEYS.enc), kid: unhex(KEYS.mac), algorithm: 'aes' });
const TRANSPORT = unhex('027100');
/** Ciphered, a checksum, a higher counter; a proof that is ciphered and signed. */
const SPI = '1619';
const TAR = { domain: '000000', mf: 'B00000', usim: 'B00001' } as const;
const ALL = 'FF'.repeat(20);

/** The preset with files, keys and remote applications in its first profile. */
function described(): DescriptionInput {
  const input: DescriptionInput = structuredClone(presets.patent);
  const [euicc] = input.containers as unknown as [{ profiles: object[] }];
  Object.assign(euicc.profiles[0]!, {
    mnoSd: 'A0000001515350AA',
    mnoSdKeys: [KEYS],
    uicc: {
      pins: [
        { name: 'PIN1', value: '1234' },
        { name: 'ADM1', value: '88888888' },
      ],
      files: [{ path: '2FE2', content: '98000000000000000010', read: 'always', update: 'ADM1' }],
      applications: [
        {
          name: 'USIM',
          aid: USIM,
          files: [
            { path: '6F46', content: '00416C706861', read: 'always', update: 'ADM1' },
            { path: '6F07', content: '0849061001000000F1', update: 'never' },
          ],
        },
      ],
      remote: [
        { tar: TAR.mf, minimum: 0x16 },
        { tar: TAR.usim, adf: USIM, minimum: 0x16 },
        { tar: 'B00002', access: 'none' },
      ],
    },
  });
  return input;
}

class Terminal {
  readonly device: Device;

  constructor(device: Device) {
    this.device = device;
  }

  async send(apdu: string): Promise<string> {
    return (await this.device.link('t0').transmit(apdu)).hex;
  }

  /** An envelope with a packet in so many messages; the answer to the last. */
  async packet(packet: Bytes, pieceLength = 140): Promise<string> {
    const element = { id: SMS_ELEMENT.commandPacket, value: bytes() };
    const pieces: Bytes[] = [];
    for (let at = 0; at < packet.length; at += pieceLength)
      pieces.push(packet.subarray(at, at + pieceLength));
    let answer = '';
    for (const [at, data] of pieces.entries()) {
      const place = concatenation({ reference: 1, total: pieces.length, part: at + 1 });
      const header = [...(pieces.length > 1 ? [place] : []), ...(at === 0 ? [element] : [])];
      const tpdu = emitSmsDeliver({
        address: { type: 0x91, digits: '12345' },
        ...DATA_DOWNLOAD,
        timestamp: new Uint8Array(7),
        header,
        data,
      });
      const envelope = emitSmsPpDownload(tpdu);
      answer = await this.send(`80C20000${hex(bytes(envelope.length))}${hex(envelope)}00`);
    }
    return answer;
  }

  /** What a server reads in the answer to an envelope. */
  proof(answer: string, spi = SPI): { status: number; data: string } {
    assert.match(answer, /9000$/);
    const user = parseUserData(unhex(answer).subarray(0, -2));
    assert.ok(!isWireError(user), answer);
    assert.equal(user.header[0]!.id, SMS_ELEMENT.responsePacket);
    return SERVER.proof(spi, user.data, TRANSPORT);
  }

  async run(wish: Omit<PacketWish, 'spi' | 'kic' | 'kid'>) {
    const packet = SERVER.command({ spi: SPI, kic: 0x32, kid: 0x32, ...wish });
    return this.proof(await this.packet(packet));
  }
}

async function onDevice(work: (terminal: Terminal) => Promise<void>): Promise<void> {
  const device = await createDevice(described(), { seed: 'ota' });
  try {
    await work(new Terminal(device));
  } finally {
    await device.close();
  }
}

test('a packet updates files of the MF and of the ADF, each with the rights of its TAR', () =>
  onDevice(async (terminal) => {
    const update = '00A40000022FE200D600000A98765432109876543210';
    assert.deepEqual(await terminal.run({ tar: TAR.mf, counter: 1, data: update }), {
      status: 0,
      data: '029000',
    });
    assert.equal(await terminal.send('00A40000022FE2').then((one) => one.slice(-4)), '9000');
    assert.equal(await terminal.send('00B000000A'), '987654321098765432109000');

    const name = '00A40000026F4600D60000060042657461FF';
    const renamed = await terminal.run({ tar: TAR.usim, counter: 2, data: name });
    assert.equal(renamed.data, '029000');
    const read = await terminal.run({
      tar: TAR.usim,
      counter: 3,
      data: '00A40000026F4600B0000006',
    });
    assert.equal(read.data, '0290000042657461FF');
    const never = '00A40000026F0700D60000010000';
    const refused = await terminal.run({ tar: TAR.usim, counter: 4, data: never.slice(0, 26) });
    assert.equal(refused.data, '026982', 'no right overrides a rule that is never');
    const none = SERVER.command({
      spi: SPI,
      kic: 0x32,
      kid: 0x32,
      tar: 'B00002',
      counter: 5,
      data: update,
    });
    assert.equal(terminal.proof(await terminal.packet(none)).data, '026982');
  }));

test('a packet in parts is one; one that is replayed, weak or forged changes nothing', () =>
  onDevice(async (terminal) => {
    const data = '00A40000022FE200D600000A98765432109876543210';
    const base = { kic: 0x32, kid: 0x32, tar: TAR.mf, data } as const;
    const packet = SERVER.command({ ...base, spi: SPI, counter: 7 });
    const forged = Uint8Array.from(packet);
    forged[forged.length - 1]! ^= 1;
    const before = await terminal.send('00A40000022FE2').then(() => terminal.send('00B000000A'));
    const status = async (one: Bytes) => terminal.proof(await terminal.packet(one)).status;
    assert.notEqual(await status(forged), 0);
    const weak = SERVER.command({ ...base, spi: '0219', counter: 8 });
    assert.equal(await status(weak), 0x0a, 'insufficient security level');
    const unknown = SERVER.command({ ...base, spi: SPI, tar: 'C0FFEE', counter: 8 });
    assert.equal(await status(unknown), 0x09, 'TAR unknown');
    assert.equal(await terminal.send('00B000000A'), before);
    assert.equal(terminal.proof(await terminal.packet(packet, 20)).data, '029000');
    assert.equal(await status(packet), 0x02, 'the counter is low');
    assert.match(await terminal.packet(unhex('0001')), /9000$/, 'no packet, and no proof');
  }));

test('the security domain runs commands of a signed packet, and of no other', () =>
  onDevice(async (terminal) => {
    const status = await terminal.run({
      tar: TAR.domain,
      counter: 1,
      data: '80F28000024F0000C0000000',
    });
    assert.match(status.data, /^029000.*A0000001515350AA/);
    const unsigned = SERVER.command({
      spi: '0401',
      kic: 0x32,
      kid: 0x32,
      tar: TAR.domain,
      data: '80F28000024F00',
    });
    const answer = await terminal.packet(unsigned);
    assert.equal(unhex(answer).at(-2), 0x90);
    const refused = await terminal.run({ tar: TAR.domain, counter: 2, data: '80E60C0000' });
    assert.match(refused.data, /^016[79A]/);
  }));

test('a proof by short message is a proactive command [TS31115 §4.4]', () =>
  onDevice(async (terminal) => {
    assert.equal(await terminal.send(`8010000014${ALL}`), '9000');
    const spi = '1639';
    const packet = SERVER.command({
      spi,
      kic: 0x32,
      kid: 0x32,
      tar: TAR.mf,
      counter: 1,
      data: '00A40000022FE200B000000A',
    });
    const answer = await terminal.packet(packet);
    assert.match(answer, /^91..$/);
    const fetched = await terminal.send(`80120000${answer.slice(2)}`);
    const command = parseProactiveCommand(unhex(fetched).subarray(0, -2));
    assert.ok(!isWireError(command));
    assert.equal(command.details.type, CAT_COMMAND.SEND_SHORT_MESSAGE);
    const submit = parseSmsSubmit(findCat(command.objects, CAT_TAG.smsTpdu)!);
    assert.ok(!isWireError(submit));
    assert.equal(submit.address.digits, '12345');
    assert.equal(SERVER.proof(spi, submit.data, TRANSPORT).data, '02900098000000000000000010');
    const { details } = command;
    const response = emitTerminalResponse({ details, result: 0, additional: bytes(), objects: [] });
    assert.equal(
      await terminal.send(`80140000${hex(bytes(response.length))}${hex(response)}`),
      '9000',
    );
  }));

test('REFRESH follows a switch of profiles, where the terminal takes it [SGP22 §5.7.16]', () =>
  onDevice(async (terminal) => {
    const select = '00A4040008A00000015200000000';
    const enable = '80E2910016BF3117A012' + '4F10A0000005591010FFFFFFFF8900001100' + '8101FF';
    assert.match(await terminal.send(select), /9000$/);
    const length = hex(bytes(enable.length / 2 - 5));
    const apdu = enable.replace('80E2910016', `80E29100${length}`) + '00';
    assert.equal(await terminal.send(`8010000014${ALL}`), '9000');
    const answer = await terminal.send(apdu);
    assert.match(answer, /^BF310380010091..$/);
    const fetched = await terminal.send(`80120000${answer.slice(-2)}`);
    const command = parseProactiveCommand(unhex(fetched).subarray(0, -2));
    assert.ok(!isWireError(command));
    assert.equal(command.details.type, CAT_COMMAND.REFRESH);
    assert.equal(command.details.qualifier, REFRESH_MODE.reset);
  }));

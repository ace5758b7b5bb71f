/**
 * A refused command of one client does not affect the other clients of the link: they share
 * its card session, and T=0 has no recovery but a reset.
 */
import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { type Bytes, hex, unhex } from '../../base/index.ts';
import { parseDescription, presets } from '../../device/index.ts';
import { DeviceService } from '../service/index.ts';
import { emitFrame, FrameReader, VpcdReader } from '../vpcd/index.ts';
import { ServiceSession } from './session.ts';

const COMMON = 'A000000151000000';

/** Commands that a T=0 card can refuse at their header, with Le and with data. */
const REFUSED = [
  'A0F2000016',
  '20B000000A',
  '80F2000016',
  '00FD000003',
  '0088000010',
  '00CB3FFF05',
  '01CA9F7F2D',
  '81F2000112',
  'C0CA9F7F2D',
  '8FF2000112',
  '00FD000003010203',
  '20B00000020102',
  'C0CA9F7F03010203',
  '80CA006603010203',
  '80CA00660201020000',
  '0070000003010203',
  '006200000201',
  '0094000010',
];

/** The header of a command that takes data, which the client leaves out. */
const WITHOUT_DATA = ['00A4040008', '80E2910003', '00C2000005', '80AA000002'];

const closers: (() => unknown)[] = [];
after(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A PC/SC driver's slot with the link's card in it. */
async function slot(
  service: DeviceService,
  link: string,
): Promise<(body: string) => Promise<string>> {
  const frames = new FrameReader();
  const answers: Bytes[] = [];
  let wake = (): void => {};
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const plugged = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const { port } = server.address() as { port: number };
  const reader = new VpcdReader({ client: service.clients.open(link), port });
  reader.start();
  const socket = await plugged;
  socket.on('data', (chunk) => {
    answers.push(...frames.push(chunk));
    wake();
  });
  socket.on('close', () => wake());
  closers.push(() => {
    reader.stop();
    socket.destroy();
    server.close();
  });
  socket.write(emitFrame(unhex('01')));
  return async (body) => {
    socket.write(emitFrame(unhex(body)));
    while (answers.length === 0) {
      assert.ok(!socket.destroyed, `the card left the slot after ${body}`);
      await new Promise<void>((resolve) => (wake = resolve));
    }
    return hex(answers.shift()!);
  };
}

async function clients() {
  const service = DeviceService.inMemory(parseDescription(presets.phone), {
    seed: Uint8Array.of(1),
  });
  closers.push(() => service.close());
  const [modem, application, other] = [1, 2, 3].map(
    () => new ServiceSession(service, { onLine() {}, onCapture() {} }),
  );
  const at = async (line: string) => (await modem!.ask('host.at', { line })).lines;
  const pcsc = await slot(service, 't0');
  assert.deepEqual(await at(`AT+CCHO="${COMMON}"`), ['+CCHO: 1', 'OK']);
  const { readers } = await application!.ask('host.readers', { from: 'rich-os' });
  const reader = readers.find(({ link }) => link === 't0')!.name;
  const open = await application!.ask('host.open', { from: 'rich-os', reader, aid: COMMON });
  assert.equal(await pcsc('0070000001'), '039000');
  assert.match(await pcsc(`03A4040008${COMMON}`), /^61|9000$/);
  return { at, application: application!, other: other!, open, pcsc };
}

for (const way of ['another client of the socket', 'the PC/SC slot'] as const) {
  test(`a refused command of ${way} closes no channel of others [M-70] [M-94]`, async () => {
    const { at, application, other, open, pcsc } = await clients();
    const send = async (apdu: string): Promise<string> =>
      way === 'the PC/SC slot'
        ? pcsc(apdu)
        : (await other.ask('transmit', { link: 't0', apdu })).answer;
    for (const apdu of [...REFUSED, ...WITHOUT_DATA]) {
      assert.match(await send(apdu), /^(6[4-9A-F])..$/, apdu);
      assert.match((await at('AT+CGLA=1,10,"81CA006600"'))[0]!, /9000"$/, `+CGLA after ${apdu}`);
      const { answer } = await application.ask('host.transmit', {
        channel: open.channel,
        apdu: '80CA006600',
      });
      assert.match(answer, /9000$/, `Open Mobile API after ${apdu}`);
      assert.match(await pcsc('83CA006600'), /^6C|9000$/, `PC/SC after ${apdu}`);
    }
  });
}

/** `bifrons up` killed under load from a PC/SC client: no 9000 is lost. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readBigEndian, utf8 } from '../../src/base/index.ts';
import { randomStream } from '../../src/crypto/index.ts';
import { RANDOM_SEED } from '../random-counts.ts';
import { bifronsArgv, jsonLines, scratchFolder } from './support/bifrons.ts';
import { PcscMachine, PYTHON, whyNoPcsc } from './support/pcsc.ts';
import { type Running, sleep } from './support/processes.ts';

const skip = whyNoPcsc();
const ROUNDS = 4;
/** How long the client sends before the device is killed. */
const LOAD_MS = { least: 150, more: 700 } as const;

/** Names the first profile with rising numbers over the reader given; says each that was kept. */
const NAME_AGAIN_AND_AGAIN = `
import sys
from smartcard.System import readers

def exchange(connection, apdu):
    data, sw1, sw2 = connection.transmit(apdu)
    while sw1 == 0x61:
        data, sw1, sw2 = connection.transmit([0x00, 0xC0, 0x00, 0x00, sw2])
    return bytes(data).hex().upper(), sw1 * 256 + sw2

reader = [one for one in readers() if one.name == sys.argv[1]][0]
connection = reader.createConnection()
connection.connect()
exchange(connection, list(bytes.fromhex('00A4040008A000000151000000')))
number = int(sys.argv[2])
while True:
    number += 1
    name = ('n%08d' % number).encode()
    inside = bytes.fromhex('5A0A980001010000000000F190') + bytes([len(name)]) + name
    message = bytes.fromhex('BF29') + bytes([len(inside)]) + inside
    command = bytes.fromhex('80E29100') + bytes([len(message)]) + message
    try:
        data, status = exchange(connection, list(command))
    except Exception:
        break
    if status != 0x9000 or data != 'BF2903800100':
        break
    print(number, flush=True)
`;

for (const sealed of [false, true]) {
  const how = sealed ? 'a sealed device' : 'a device';
  describe(`${how} that is killed while a client writes`, { skip }, () => {
    const scratch = scratchFolder();
    const where = ['--data', `${scratch.path}/d`];
    let machine: PcscMachine;
    let device: Running | undefined;

    before(async () => {
      if (sealed) {
        const key = join(scratch.path, 'key');
        writeFileSync(key, '11'.repeat(32), { mode: 0o600 });
        where.push('--key-file', key);
      }
      machine = await PcscMachine.open();
      await machine.startDaemon();
    });

    after(async () => {
      await device?.stop('SIGKILL');
      await machine?.close();
      scratch.remove();
    });

    test(`${how}: every name that was accepted from pyscard outlives SIGKILL`, async () => {
      const random = randomStream(utf8(`${RANDOM_SEED} ${how}`), 'kill');
      let kept = 0;
      for (let round = 0; round < ROUNDS; round++) {
        device = machine.start(bifronsArgv(['up', '--preset', 'patent', ...where]));
        await device.saw(/Ctrl-C ends it/);
        const [reader] = await machine.cards(2);
        const args = ['-c', NAME_AGAIN_AND_AGAIN, reader!, String(kept)];
        const client = machine.start({ command: PYTHON, args });
        await client.saw(/^\d+$/m);
        await sleep(LOAD_MS.least + (readBigEndian(random.bytes(2)) / 65_536) * LOAD_MS.more);
        await device.stop('SIGKILL');
        device = undefined;
        await client.ended();
        const accepted = Number(client.stdout.trim().split('\n').at(-1));
        assert.ok(accepted > kept, client.stderr);
        kept = await nameNumber(machine, where);
        assert.ok(kept >= accepted, `round ${round}: accepted ${accepted}, kept ${kept}`);
        assert.ok(kept <= accepted + 1, `round ${round}: accepted ${accepted}, kept ${kept}`);
      }
    });
  });
}

/** The number in the first profile's name, read from the device, which is booted for it. */
async function nameNumber(machine: PcscMachine, where: readonly string[]): Promise<number> {
  const commands = ['00A4040008A000000151000000', '80E2910003BF2D0000'];
  const argv = bifronsArgv(['apdu', '--json', ...where, '--link', 't1', ...commands]);
  const requested = await machine.run(argv);
  assert.equal(requested.code, 0, requested.stderr);
  const answer = String(jsonLines(requested.stdout).at(-1)?.['answer']);
  const text = Buffer.from(answer, 'hex').toString('latin1');
  return Number(/n(\d{8})/.exec(text)?.[1]);
}

/**
 * Owns the data folder given, sealed under the key file given, answers one command that writes,
 * reports it, and is killed unprepared.
 */
import { writeSync } from 'node:fs';
import { readKeyFile } from '../../../src/keep/sealing/index.ts';
import { DeviceService } from '../../../src/attach/service/index.ts';
import { concat, hex, unhex, utf8 } from '../../../src/base/index.ts';
import { parseDescription, presets } from '../../../src/device/index.ts';

const service = await DeviceService.open({
  root: process.argv[2]!,
  requested: { description: parseDescription(presets.patent) },
  doing: 'test',
  key: process.argv[3] === undefined ? undefined : readKeyFile(process.argv[3]),
});
const link = service.clients.open('t1');
await link.transmit(unhex('00A4040008A00000015100000000'));
const name = utf8('kept by an ended owner');
const inside = concat(unhex('5A0A980001010000000000F190'), Uint8Array.of(name.length), name);
const message = concat(unhex('BF29'), Uint8Array.of(inside.length), inside);
const command = concat(unhex('80E29100'), Uint8Array.of(message.length), message, unhex('00'));
const answer = await link.transmit(command);
writeSync(1, `answered ${hex(answer)}\n`);
process.kill(process.pid, 'SIGKILL');

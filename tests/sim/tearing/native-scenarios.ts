/** What applications of native modules write: files of a tag, keys and credentials of a badge. */
import { createCipheriv } from 'node:crypto';
import { bytes, concat, hex, unhex } from '../../../src/base/index.ts';
import { cmac, pureCrypto } from '../../../src/crypto/index.ts';
import { forChange, forInstall, stubBlock } from '../../support/content-commands.ts';
import { ese, euicc } from '../../support/descriptions.ts';
import { asStub, grouping, NATIVE } from '../../support/native-card.ts';
import { openSecureChannel } from '../../support/secure-channel.ts';
import { load } from './content-scenarios.ts';
import { operation, secured } from './operations.ts';
import { describe, type Scenario, scenario } from './scenarios.ts';
import type { Operation } from './torn-rig.ts';

const TAG = 'D2760000850101';
const TAG_FILE = NATIVE.tag;
const BADGE = 'F000000001446F6F72';
const KEYS = '000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F';

const applications = [
  { name: 'tag', aid: TAG, module: 'nfc-tag', parameters: '81020400' },
  { name: 'badge', aid: BADGE, module: 'building-access' },
];
const description = describe({ containers: [euicc, { ...ese, applications }] });

/** One STORE DATA for an application, through its security domain. */
function personalize(aid: string, groupings: string): Operation {
  return operation(`STORE DATA for ${aid}`, (rig) => {
    const channel = openSecureChannel(rig, 'spi', { level: 0x33 });
    channel.send('80E62000', forChange({ aid }));
    return channel.send('80E28800', groupings);
  });
}

/** A reader's UPDATE BINARY over the single wire. */
function update(offset: string, data: string): Operation {
  return operation(`UPDATE BINARY at ${offset}`, (rig) => {
    rig.select('swp-a', TAG);
    rig.send('swp-a', '00A4000C02E104');
    return rig.send('swp-a', `00D6${offset}${hex(bytes(data.length / 2))}${data}`);
  });
}

/** A door with the zone's keys, or without. */
function door(name: string, key: string): Operation {
  return operation(name, (rig) => {
    rig.select('spi', BADGE);
    const challenge = unhex(rig.send('spi', '0084000010').slice(0, 32));
    const cipher = createCipheriv('aes-128-cbc', unhex(key.slice(0, 32)), new Uint8Array(16));
    cipher.setAutoPadding(false);
    const share = new Uint8Array(16);
    const message = new Uint8Array(cipher.update(concat(share, challenge, share)));
    const mac = cmac(pureCrypto.aes(unhex(key.slice(32))))(message).subarray(0, 8);
    return rig.send('spi', `0082000138${hex(concat(message, mac))}00`);
  });
}

const provision = personalize(
  BADGE,
  grouping('9010', '03') + grouping('8001', KEYS) + grouping('0101', '01CAFE'),
);

export const OF_NATIVE_MODULES: readonly Scenario[] = [
  scenario(
    'a tag’s message, by its issuer and by a reader',
    6,
    [personalize(TAG, grouping('E104', 'D101045503612E62')), update('0003', 'AA'.repeat(200))],
    { description },
  ),
  scenario('a tag by its load file, and deleted', 12, [
    load('LOAD of its load file', stubBlock(asStub(TAG_FILE)), TAG_FILE.file),
    secured(
      'INSTALL of a tag',
      '80E60C00',
      forInstall({ ...TAG_FILE, aid: TAG, parameters: 'C90481020400' }),
    ),
    secured('DELETE of the load file and its tag', '80E40080', `4F09${TAG_FILE.file}`),
  ]),
  scenario('keys and credentials of a badge', 5, [provision], { description }),
  scenario(
    'a badge at doors: one that is authentic, one that is not',
    3,
    [door('a door', KEYS), door('a false door', 'FF'.repeat(32))],
    { description, before: [provision] },
  ),
];

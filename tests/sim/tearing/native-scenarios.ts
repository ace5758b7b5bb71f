/** What applications of native modules write: files of a tag, keys and credentials of a badge. */
import { createCipheriv } from 'node:crypto';
import { bytes, concat, hex, unhex } from '../../../src/base/index.ts';
import { cmac, encryptCbc, pureCrypto } from '../../../src/crypto/index.ts';
import { forChange, forInstall, stubBlock } from '../../support/content-commands.ts';
import { AM_SD, ese, euicc } from '../../support/descriptions.ts';
import { asStub, grouping, NATIVE } from '../../support/native-card.ts';
import {
  expectedCryptogram,
  issuersAnswer,
  MASTER_KEY,
  PAYMENT_AID,
  PERSONAL,
  TERMINAL,
} from '../../support/payment-card.ts';
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
const PIN = 'F00000000150494E';
const shop = [
  { name: 'payment', aid: PAYMENT_AID, module: 'payment', securityDomain: AM_SD },
  { name: 'pin', aid: PIN, module: 'global-pin', privileges: '000100' },
];
const amSd = { ...ese.securityDomains[0], keySets: ese.keySets };
const shopDescription = describe({
  containers: [euicc, { ...ese, securityDomains: [amSd], applications: shop }],
});
const CRS = 'A00000015143525300';
const ARA = 'A00000015141434C00';
const RULE = '10E20EE1044F00C100E306D00101D10101';
const rules = { name: 'ARA-M', aid: ARA, module: 'access-rules' };
const registry = { name: 'CRS', aid: CRS, module: 'contactless-registry', privileges: '000020' };
const fieldDescription = describe({
  containers: [euicc, { ...ese, applications: [registry, applications[0]] }],
});
const rulesDescription = describe({ containers: [euicc, { ...ese, applications: [rules] }] });
const description = describe({ containers: [euicc, { ...ese, applications }] });

/** One STORE DATA for an application, through its security domain. */
function personalize(
  aid: string,
  groupings: string,
  { domain, p1 = '88' }: { readonly domain?: string; readonly p1?: string } = {},
): Operation {
  return operation(`STORE DATA ${p1} for ${aid}`, (rig) => {
    const by = domain === undefined ? {} : { aid: domain };
    const channel = openSecureChannel(rig, 'spi', { level: 0x33, ...by });
    channel.send('80E62000', forChange({ aid }));
    return channel.send(`80E2${p1}00`, groupings);
  });
}

function encrypted(value: string): string {
  const key = pureCrypto.aes(unhex(ese.keySets[0].dek));
  return hex(encryptCbc(key, { iv: new Uint8Array(16), data: unhex(value) }));
}

/** Commands of one transaction over the reader's link; what the last one answers. */
function transaction(name: string, ...commands: readonly string[]): Operation {
  return operation(name, (rig) => {
    rig.select('swp-a', PAYMENT_AID);
    return commands.map((one) => rig.send('swp-a', one)).at(-1);
  });
}

/** A command of a wallet to the contactless registry. */
function wallet(name: string, apdu: string): Operation {
  return operation(name, (rig) => {
    rig.select('spi', CRS);
    return rig.send('spi', apdu);
  });
}

const GPO = '80A80000048302027600';
const ONLINE = `80AE80001D${TERMINAL}00`;
/** For the first transaction; a later one has another key. */
const ISSUER = `0082000008${issuersAnswer(1, expectedCryptogram(1, '06011203A00000'))}`;
const APPROVED = `80AE40001F3030${TERMINAL}00`;

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

const byItsDomain = { domain: AM_SD };
const personal = personalize(PAYMENT_AID, PERSONAL, { ...byItsDomain, p1: '08' });
const key = personalize(PAYMENT_AID, grouping('8000', encrypted(MASTER_KEY)), {
  ...byItsDomain,
  p1: 'E8',
});
const holder = personalize(PIN, grouping('8010', '241234FFFFFFFFFF') + grouping('9010', '03'));

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
  scenario('payment personalized by its security domain', 8, [personal, key], {
    description: shopDescription,
  }),
  scenario(
    'payment: a transaction that its issuer approves, one that goes no further',
    4,
    [
      transaction('a whole transaction', GPO, ONLINE, ISSUER, APPROVED),
      transaction('half a transaction', GPO, ONLINE),
    ],
    { description: shopDescription, before: [personal, key] },
  ),
  scenario(
    'applications activated, deactivated and ordered by a wallet',
    7,
    [
      wallet('SET STATUS, activated', `80F00101094F07${TAG}`),
      wallet('SET STATUS, highest priority', `80F00201094F07${TAG}`),
      wallet('SET STATUS, deactivated', `80F00100094F07${TAG}`),
      secured('DELETE of an application with a priority', '80E40000', `4F07${TAG}`),
    ],
    { description: fieldDescription },
  ),
  scenario(
    'access rules stored and deleted',
    8,
    [personalize(ARA, `F0${RULE}`, { p1: '90' }), personalize(ARA, 'F100', { p1: '90' })],
    { description: rulesDescription },
  ),
  scenario(
    'the global PIN: set, presented, changed, presented wrongly',
    13,
    [
      holder,
      operation('VERIFY', (rig) => {
        rig.select('spi', PIN);
        return rig.send('spi', '0020001108241234FFFFFFFFFF');
      }),
      operation('CHANGE REFERENCE DATA', (rig) => {
        rig.select('spi', PIN);
        return rig.send('spi', '0024001110241234FFFFFFFFFF244321FFFFFFFFFF');
      }),
      operation('VERIFY of a wrong PIN', (rig) => {
        rig.select('spi', PIN);
        return rig.send('spi', '0020001108249999FFFFFFFFFF');
      }),
    ],
    { description: shopDescription },
  ),
];

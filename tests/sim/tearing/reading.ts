/** Commands that only read, each once with success: none of them may write. */
import assert from 'node:assert/strict';
import { bytes, hex } from '../../../src/base/index.ts';
import type { Description } from '../../../src/device/index.ts';
import { AM_SD, COMMON, REAL_ISD_R } from '../../support/descriptions.ts';
import { openSecureChannel } from '../../support/secure-channel.ts';
import { operation } from './operations.ts';
import { type Operation, TornRig } from './torn-rig.ts';

/** Functions of ES10, as requests. */
const ES10: Readonly<Record<string, string>> = {
  GetEuiccInfo1: 'BF2000',
  GetEuiccInfo2: 'BF2200',
  ListNotification: 'BF2800',
  RetrieveNotificationsList: 'BF2B00',
  GetProfilesInfo: 'BF2D00',
  GetEuiccConfiguredAddresses: 'BF3C00',
  GetEuiccData: 'BF3E035C015A',
  GetRAT: 'BF4300',
};

/** Instructions that the eUICC answers as a UICC; some of them with nothing pending. */
const UICC: Readonly<Record<string, string>> = {
  '10': '8010000003FFFFFF',
  '12': '801200000F',
  '14': '8014000003810301',
  AA: '80AA000002A900',
};

/** Instructions of a security domain. */
const DOMAIN: Readonly<Record<string, string>> = { CA: '80CA006600', CB: '00CB2F00025C0000' };

/** What is read under a secure channel, which INITIALIZE UPDATE and EXTERNAL AUTHENTICATE open. */
const SECURED: Readonly<Record<string, readonly [header: string, data: string]>> = {
  F2: ['80F24002', '4F00'],
};

/** Needs a server: a scenario of a download has it. [SGP22 §5.7.13] */
const WITH_SERVER = ['AuthenticateServer'];

/** The kernel's own, and BEGIN and END R-MAC SESSION, which change RAM alone. */
const BESIDES = ['A4', '70', 'C0', '78', '7A'];

export const READS: readonly string[] = [ES10, UICC, DOMAIN, SECURED]
  .flatMap((table) => Object.keys(table))
  .concat(BESIDES, WITH_SERVER);

const es10 = operation('functions of ES10 that read', (rig) => {
  rig.select('t1', REAL_ISD_R);
  for (const [name, message] of Object.entries(ES10)) {
    const length = (message.length / 2).toString(16).padStart(2, '0');
    assert.match(rig.send('t1', `80E29100${length}${message}00`), /9000$/, name);
  }
  return rig.send('t1', '00C0000000');
});

const uicc = operation('commands between terminal and UICC', (rig) => {
  for (const [name, apdu] of Object.entries(UICC)) {
    assert.match(rig.send('t1', apdu), /(9000|6985)$/, name);
  }
  return rig.send('t1', '0070000001');
});

const domain = operation('commands of a security domain that read', (rig) => {
  rig.select('spi', COMMON);
  for (const apdu of Object.values(DOMAIN)) assert.match(rig.send('spi', apdu), /9000$/, apdu);
  rig.select('spi', AM_SD, 0);
  return rig.send('spi', '80CA5F5000');
});

const secured = operation('GET STATUS under a secure channel', (rig) => {
  const channel = openSecureChannel(rig, 'spi');
  for (const [header, data] of Object.values(SECURED)) {
    assert.match(channel.send(header, data), /9000$/, header);
  }
  return undefined;
});

export const reading: readonly Operation[] = [es10, uicc, domain, secured];

/** Instructions of any entity, with any answer; 6D00 is for all others. */
export function commandsOf(description: Description): readonly string[] {
  const found = new Set<string>();
  const boot = () => new TornRig(description, { image: new Map(), seed: bytes(1) });
  for (const { entities } of boot().device.management.containers()) {
    for (const { aid } of entities) {
      // Session commands go to the container that the link is paired with.
      for (const link of ['t1', 'spi']) {
        const rig = boot();
        rig.select(link, aid);
        for (let ins = 0; ins <= 0xff; ins++) {
          const code = hex(bytes(ins));
          if (answers(rig, link, code)) found.add(code);
        }
      }
    }
  }
  // ES10 comes in it, function by function.
  found.delete('E2');
  return [...found];
}

function answers(rig: TornRig, link: string, ins: string): boolean {
  const sent = ['00', '80'].map((cla) => rig.send(link, `${cla}${ins}0000`));
  return sent.some((one) => !one.endsWith('6D00'));
}

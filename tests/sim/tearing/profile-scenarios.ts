/**
 * What the manufacturer's handling of profiles writes, a package being installed by one batch; and
 * what an operator's packets write.
 */
import assert from 'node:assert/strict';
import { bytes, concat, hex, unhex } from '../../../src/base/index.ts';
import { emitSmsPpDownload } from '../../../src/wire/cat/index.ts';
import { emitUpdateMetadataRequest } from '../../../src/wire/es8/index.ts';
import { emitProfilePackage } from '../../../src/wire/saip/index.ts';
import { euicc, patent } from '../../support/descriptions.ts';
import { KIC, KID, packetServer, security, SPI, TAR } from '../../support/packet-line.ts';
import { TEST_SUBSCRIPTION, testProfile } from '../../support/profile-packages.ts';
import { doing, operation } from './operations.ts';
import { describe, type Scenario, scenario } from './scenarios.ts';

const { iccid: profile } = TEST_SUBSCRIPTION;
const PACKAGE = hex(emitProfilePackage(testProfile()));
const container = 'C20';

const MNO_SD = 'A0000001515350AA';
const mnoSdKeys = [{ version: 1, enc: KIC, mac: KID, dek: KID }];
const [first, ...others] = euicc.profiles;
const operated = describe({
  containers: [
    {
      ...euicc,
      profiles: [{ ...first, mnoSd: MNO_SD, mnoSdKeys, policyRules: ['ppr2'] }, ...others],
    },
    patent.containers[1],
  ],
});

const updateMetadata = operation('UpdateMetadata in a packet', (rig) => {
  const object = emitUpdateMetadataRequest({ profileName: 'after', policyRules: [] });
  const data = concat(bytes(0x80, 0xe2, 0x90, 0x00, object.length), object);
  const wish = { spi: security(SPI.answer), tar: unhex(TAR.domain), counter: 1, data };
  const server = packetServer();
  const [message] = server.messages(server.command(wish));
  const envelope = emitSmsPpDownload(message!);
  const head = bytes(0x80, 0xc2, 0, 0, envelope.length);
  const answer = rig.send('t1', `${hex(concat(head, envelope))}00`);
  assert.match(answer, /9000$/);
  return answer;
});

export const OF_PROFILES: readonly Scenario[] = [
  scenario('a profile package loaded, enabled, disabled and deleted', 4, [
    doing('profile load', ({ device }) => {
      device.management.changeProfile({ act: 'load', container, package: PACKAGE });
    }),
    doing('profile enable', ({ device }) => {
      device.management.changeProfile({ act: 'enable', container, profile });
    }),
    doing('profile disable', ({ device }) => {
      device.management.changeProfile({ act: 'disable', container, profile });
    }),
    doing('profile delete', ({ device }) => {
      device.management.changeProfile({ act: 'remove', container, profile });
    }),
  ]),
  scenario('metadata changed by the operator', 4, [updateMetadata], { description: operated }),
];

/** Which editions a card shows: Java Card Classic 3.0.5 beside GlobalPlatform 2.3. [M-79] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppletBench } from '../../../support/applet-bench.ts';
import { card } from '../../../support/off-card-host.ts';
import { COMMON } from '../../../support/descriptions.ts';
import { CLIENT, serverAndClient } from './rule-bench.ts';

test('getVersion is 3.5, as the exports of javacard.framework 1.6 are [M-79] [JCAPI §JCSystem.getVersion]', () => {
  assert.equal(serverAndClient().send(CLIENT, '804C000000'), '03059000');
  const later = new AppletBench();
  assert.equal(later.load('BenchObj_jc310'), undefined);
  assert.match(later.why!, /version 1\.6 is here/);
});

test('the card that runs it is one of GlobalPlatform 2.3 [M-79] [GPCS §H.2]', () => {
  const rig = card();
  rig.select('spi', COMMON);
  assert.match(rig.send('spi', '80CA006600'), /2A864886FC6B020203.*9000$/);
});

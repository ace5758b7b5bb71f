/** A reader outside while modem, rich OS and TEE are busy: who goes first, and who is touched. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unhex } from '../../../src/base/index.ts';
import { AM_SD, COMMON, patent } from '../../support/descriptions.ts';
import { type HostRig, hostRig } from '../../support/host-rig.ts';
import { Interleaving } from '../../support/interleaving.ts';

const select = (aid: string): string =>
  `00A40400${(aid.length / 2).toString(16).padStart(2, '0')}${aid}00`;
const NICKNAME = '80E2910013BF29105A0A980001010000000000F190024E3100';
const CARD_DATA = '80CA006600';
const LINKS = ['t0', 't1', 'spi', 'swp-a', 'swp-b', 'apdu-gate'];

/** All links are up and have their root; a command of t1 has run and waits for the store. */
function busyRig(): { readonly rig: HostRig; readonly open: number } {
  const rig = hostRig(patent);
  for (const link of LINKS) rig.select(link, COMMON);
  rig.host.terminal('t1').send(unhex(NICKNAME));
  rig.host.poll(rig.now);
  const open = rig.device.takeBatches().length;
  assert.ok(open > 0);
  return { rig, open };
}

function send(rig: HostRig, link: string, apdu: string): void {
  rig.host.terminal(link).send(unhex(apdu));
  rig.host.poll(rig.now);
}

/** Links in the order in which the kernel ran their commands since. */
function ran(rig: HostRig, since: number): readonly string[] {
  return rig.device.trace
    .since(since)
    .filter(({ what }) => what === 'command')
    .map(({ where }) => where);
}

function lastSeq(rig: HostRig): number {
  return rig.device.trace.since(0).at(-1)!.seq;
}

test('a contactless command overtakes queued wired ones, never the running one [M-78] [M-96]', () => {
  for (const reader of ['swp-a', 'swp-b']) {
    const { rig, open } = busyRig();
    const since = lastSeq(rig);
    send(rig, 'spi', CARD_DATA);
    send(rig, 'apdu-gate', CARD_DATA);
    send(rig, reader, CARD_DATA);
    assert.deepEqual(ran(rig, since), [], 'all wait for the store');
    assert.equal(rig.host.terminal('t1').result(), undefined);
    rig.device.durable(open);
    rig.until(() => rig.host.terminal('apdu-gate').ready || ran(rig, since).length === 3);
    assert.deepEqual(ran(rig, since), [reader, 'spi', 'apdu-gate']);
    for (const link of ['t1', 'spi', 'apdu-gate', reader]) {
      let answer: Uint8Array | undefined;
      rig.until(() => {
        const result = rig.host.terminal(link).result();
        if (result?.kind === 'answer') answer = result.bytes;
        return answer !== undefined;
      });
      assert.deepEqual([...answer!.subarray(-2)], [0x90, 0x00], link);
    }
  }
});

test('a field lost in mid-command takes that command alone, and its sessions alone [M-96] [M-104]', () => {
  const { rig, open } = busyRig();
  const since = lastSeq(rig);
  send(rig, 'spi', CARD_DATA);
  send(rig, 'swp-a', CARD_DATA);
  rig.host.terminal('swp-a').powerOff(rig.now);
  rig.host.poll(rig.now);
  rig.device.durable(open);
  rig.until(() => ran(rig, since).length === 1);
  assert.deepEqual(ran(rig, since), ['spi']);
  rig.until(() => rig.host.terminal('spi').result() !== undefined);
  assert.match(rig.send('swp-b', CARD_DATA), /^66.*9000$/, 'type B stays selected');
  assert.match(rig.send('apdu-gate', CARD_DATA), /^66.*9000$/, 'so does the APDU gate');
  rig.powerOn('swp-a');
  assert.match(rig.select('swp-a', COMMON), /9000$/);
});

test('a reset of the APDU gate touches neither readers nor wired links [M-74]', () => {
  const { rig, open } = busyRig();
  rig.device.durable(open);
  for (const link of LINKS) if (link !== 't1') rig.send(link, '0070000001');
  rig.reset('apdu-gate');
  assert.equal(rig.send('apdu-gate', '01CA006600'), '6881');
  for (const link of ['t0', 'spi', 'swp-a', 'swp-b']) {
    assert.notEqual(rig.send(link, '01CA006600'), '6881', link);
  }
});

test('a whole contactless transaction while modem and TEE are busy: every answer as if alone [M-96]', () => {
  const transaction = [select(COMMON), CARD_DATA, select(AM_SD), '80CA004200', '80CA004500'];
  const alone = hostRig(patent);
  const expected = transaction.map((apdu) => alone.send('swp-a', apdu));
  const busy = Array.from(
    { length: 12 },
    (_, at) => [select(COMMON), NICKNAME, CARD_DATA][at % 3]!,
  );
  const programs = { t0: busy, t1: busy, spi: busy, 'apdu-gate': busy, 'swp-a': transaction };
  const crowd = new Interleaving(hostRig(patent, {}, { manner: 'tpdu' }), programs);
  crowd.run([]);
  const answers = [...crowd.answers]
    .filter(([deed]) => deed.link === 'swp-a')
    .map(([, answer]) => answer);
  assert.deepEqual(answers, expected);
  assert.equal(crowd.answers.size, 4 * 12 + 5);
});

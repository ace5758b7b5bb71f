/**
 * Two personalities in one chip: while a profile is switched over the ISO link, a payment runs over
 * SWP and an application of the TEE holds a secure channel over SPI. Nothing of the eSE changes:
 * its answers, byte for byte, and its memory are those of a run without it. [M-35] [M-36]
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, unhex } from '../../../src/base/index.ts';
import { encryptCbc, pureCrypto } from '../../../src/crypto/index.ts';
import { COMMON, ese, euicc, ISD_P1, ISD_P2, patent } from '../../support/descriptions.ts';
import { type HostRig, hostRig } from '../../support/host-rig.ts';
import { forChange } from '../../support/content-commands.ts';
import { grouping } from '../../support/native-card.ts';
import {
  MASTER_KEY,
  PAYMENT_AID,
  PERSONAL,
  SELECTED,
  TERMINAL,
} from '../../support/payment-card.ts';
import { openSecureChannel, type SecureChannel } from '../../support/secure-channel.ts';
import { UICC_CONFIG, USIM } from '../../support/uicc-card.ts';

const PAYMENT = { name: 'payment', aid: PAYMENT_AID, module: 'payment' };
const STATUS = ['80F24000', '4F00'] as const;
/** Numbers of the two operators' cards. */
const NUMBERS = ['98000000000000000010', '98000000000000000020'] as const;

/** A phone's chip: USIM files in the first profile, a payment application in the eSE. */
function phone(): HostRig {
  const [first, second] = euicc.profiles;
  const files = [{ path: '2FE2', sfi: 2, content: NUMBERS[1], read: 'always', update: 'never' }];
  const profiles = [
    { ...first, uicc: UICC_CONFIG },
    { ...second, uicc: { pins: [], files } },
  ];
  const rig = hostRig(patent, {
    containers: [
      { ...euicc, profiles },
      { ...ese, applications: [PAYMENT] },
    ],
  });
  const channel = openSecureChannel(rig, 'spi');
  assert.equal(channel.send('80E62000', forChange({ aid: PAYMENT_AID })), '009000');
  const store = (header: string, data: string) =>
    assert.equal(channel.send(header, data), '9000', header);
  store('80E20800', PERSONAL);
  store('80E2E801', grouping('8000', encrypted(MASTER_KEY)));
  rig.powerOff('spi');
  return rig;
}

/** Under the data encryption key, as in SCP03. */
function encrypted(value: string): string {
  const cipher = pureCrypto.aes(unhex(ese.keySets[0].dek));
  return hex(encryptCbc(cipher, { iv: new Uint8Array(16), data: unhex(value) }));
}

/** ES10c.EnableProfile of the other profile, or the first again; at the ISO link. */
class Modem {
  readonly #rig: HostRig;
  #enabled: string;
  switches = 0;

  constructor(rig: HostRig, enabled = ISD_P1) {
    this.#rig = rig;
    this.#enabled = enabled;
    rig.select('t0', COMMON);
  }

  /** Sends the command and leaves it under way: it runs among those of the other links. */
  begin(): void {
    this.#enabled = this.#enabled === ISD_P1 ? ISD_P2 : ISD_P1;
    const request = `BF3117A0124F10${this.#enabled}810100`;
    this.#rig.host.terminal('t0').send(unhex(`80E291001A${request}00`));
  }

  end(): void {
    const terminal = this.#rig.host.terminal('t0');
    let answer = '';
    this.#rig.until(() => {
      const result = terminal.result();
      if (result?.kind === 'answer') answer = hex(result.bytes);
      return answer !== '';
    });
    assert.match(answer, /^BF310380010091|^BF31038001009000$/);
    this.switches++;
  }
}

/** What the two clients of the eSE do in turns; `between` runs around each of their commands. */
function transaction(rig: HostRig, around: (step: () => string) => string): readonly string[] {
  const answers: string[] = [];
  const step = (run: () => string) => void answers.push(around(run));
  let tee: SecureChannel | undefined;
  step(() => {
    tee = openSecureChannel(rig, 'spi', { level: 0x33 });
    return 'open';
  });
  step(() => rig.powerOn('swp-a'));
  step(() => rig.select('swp-a', PAYMENT_AID));
  step(() => tee!.send(...STATUS));
  step(() => rig.send('swp-a', '80A80000048302027600'));
  step(() => rig.send('swp-a', '00B2010C00'));
  step(() => tee!.send('80CA0042'));
  step(() => rig.send('swp-a', `80AE40001D${TERMINAL}00`));
  step(() => tee!.send(...STATUS));
  step(() => rig.send('swp-a', '80CA9F3600'));
  step(() => tee!.send('80E20000', ''));
  return answers;
}

/** What the eSE keeps. */
function memory(rig: HostRig): readonly string[] {
  return [...rig.stored]
    .filter(([key]) => key.startsWith('container.C30'))
    .map(([key, value]) => `${key} ${hex(value)}`)
    .toSorted();
}

test('a switch of profiles changes nothing in a payment and a secure channel [M-35] [M-36]', () => {
  const still = phone();
  const expected = transaction(still, (step) => step());
  assert.equal(expected[2], `${SELECTED}9000`);
  assert.match(expected[7]!, /^8012800001.*9000$/, 'a cryptogram');

  const rig = phone();
  const modem = new Modem(rig);
  const answers = transaction(rig, (step) => {
    modem.begin();
    const answer = step();
    modem.end();
    return answer;
  });
  assert.equal(modem.switches, expected.length);
  assert.deepEqual(answers, expected);
  assert.deepEqual(memory(rig), memory(still));
  assert.ok(memory(rig).length > 10);
});

test('one chip is USIM and payment card, each profile with files of its own [M-28] [M-35] [M-36]', () => {
  const rig = phone();
  const iccid = (): string => {
    assert.match(rig.send('t0', '00A40804022FE2'), /9000$/);
    return rig.send('t0', '00B000000A').slice(0, -4);
  };
  const name = (): string => {
    assert.match(rig.select('t0', USIM), /9000$/);
    assert.match(rig.send('t0', '00A40004026F46'), /9000$/);
    return rig.send('t0', '00B0000006');
  };
  assert.equal(iccid(), NUMBERS[0]);
  assert.match(name(), /9000$/);
  assert.equal(rig.select('swp-a', PAYMENT_AID), `${SELECTED}9000`);
  for (const [number, hasUsim] of [
    [NUMBERS[1], false],
    [NUMBERS[0], true],
  ] as const) {
    const modem = new Modem(rig, number === NUMBERS[1] ? ISD_P1 : ISD_P2);
    modem.begin();
    modem.end();
    rig.reset('t0');
    assert.equal(iccid(), number);
    if (hasUsim) assert.match(name(), /9000$/);
    else assert.equal(rig.select('t0', USIM), '6A82', 'the other profile has no USIM');
    assert.equal(rig.select('swp-a', PAYMENT_AID), `${SELECTED}9000`);
  }
});

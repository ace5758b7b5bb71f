/**
 * Downloads into C20 of the patent's device, under SGP.22 2.1, by an LPA on any logical channel and
 * with segments of any length, while the modem runs its own commands on the basic channel between
 * them. [SGP22 §5.7.2] [SGP22 §2.5.5]
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { presets } from '../../../src/device/index.ts';
import {
  deleteProfile,
  findProfile,
  ISD_R_AIDS,
  listNotifications,
  readChip,
  sendNotifications,
} from '../../../src/host/lpa/index.ts';
import { hex, hexNumber } from '../../../src/base/index.ts';
import { RANDOM_SEED } from '../../random-counts.ts';
import { Random } from '../../sim/random.ts';
import { ISD_P1, patent, REAL_ISD_R } from '../../support/descriptions.ts';
import { EID } from '../../support/euicc-card.ts';
import { type HostRig, hostRig } from '../../support/host-rig.ts';
import { ICCID, World } from '../../support/lpa-world.ts';
import { describedChain, testBranch } from '../../support/trust.ts';

const [TEST_CARD] = presets['usim-card'].containers;
const { uicc } = TEST_CARD.profiles[0];
const USIM = uicc.applications!.find(({ name }) => name === 'USIM')!.aid;

/** LPAs find the ISD-R by the usual name, an alias. */
function device(): HostRig {
  const [{ ciPublicKeys: _keys, ...c20 }, c30] = patent.containers;
  const [first, second] = c20.profiles;
  const trust = [describedChain(testBranch('p256'))];
  const real = REAL_ISD_R;
  return hostRig(patent, {
    containers: [
      { ...c20, eid: EID, trust, quota: 400_000, profiles: [{ ...first, uicc }, second] },
      c30,
    ],
    aliases: [...patent.aliases, { common: hex(ISD_R_AIDS[0]!), container: 'C20', real }],
  });
}

const READ_IMSI = '00B0870009';
const STATUS = '80F2000C00';
/** Of no network: its checksum is wrong. */
const AUTHENTICATE = `008800812210${'11'.repeat(16)}10${'22'.repeat(16)}00`;

/** A modem that has the USIM selected, and runs one of its commands before each of the LPA's. */
class Modem {
  readonly rig: HostRig;
  readonly link: string;
  readonly #own: HostRig['send'];
  readonly #due: string[] = [];
  readonly #imsi: string;
  /** Commands that it ran between those of the LPA. */
  ran = 0;

  constructor(rig: HostRig, link: string) {
    this.rig = rig;
    this.link = link;
    this.#own = rig.send.bind(rig);
    assert.match(this.#send(`00A4040C${hexNumber(USIM.length / 2)}${USIM}`), /9000$/);
    this.#imsi = this.#send(READ_IMSI);
    assert.match(this.#imsi, /9000$/);
    rig.send = (to, apdu) => {
      this.#runOne();
      return this.#own(to, apdu);
    };
  }

  /** Opens channels until the next one has this number. */
  occupy(below: number): void {
    for (let number = 1; number < below; number++)
      assert.match(this.#send('0070000001'), /9000$/, `${number}`);
  }

  #send(apdu: string): string {
    return this.#own(this.link, apdu);
  }

  #runOne(): void {
    if (this.#due.length === 0) this.#due.push(READ_IMSI, STATUS, AUTHENTICATE);
    const apdu = this.#due.shift()!;
    const answer = this.#send(apdu);
    const expected = { [READ_IMSI]: this.#imsi, [STATUS]: '9000', [AUTHENTICATE]: '9862' };
    assert.equal(answer, expected[apdu]);
    this.ran++;
  }
}

/** Each length of a segment goes with another channel in every run of new seeds. */
const random = new Random(RANDOM_SEED);
const length = (): number => 64 + random.below(192);
const DOWNLOADS = [
  ['t1', 1, 64],
  ['t0', 3, length()],
  ['t1', 4, length()],
  ['t0', 19, 255],
] as const;

for (const [link, channel, blockLength] of DOWNLOADS) {
  const where = `${link}, channel ${channel}, ${blockLength} a segment`;
  test(`${where}: a download beside the modem [M-26] [M-37]`, () => {
    const rig = device();
    const modem = new Modem(rig, link);
    modem.occupy(channel);
    const world = new World({ rig, link, blockLength });
    const { phone } = world;
    phone.download(world.order());
    const classes = new Set(phone.sent.map((apdu) => apdu.slice(0, 2)));
    assert.ok(classes.has(classOf(channel)), [...classes].join());
    const profiles = phone.states();
    assert.deepEqual(profiles.at(-1), [ICCID, 'disabled']);
    assert.equal(profiles.length, 3, 'beside those of two operators');
    phone.hold((isdR) => sendNotifications(isdR));
    assert.equal(world.record.state, 'installed');
    const profile = phone.hold((isdR) => findProfile(isdR, ICCID));
    phone.hold((isdR) => deleteProfile(isdR, profile));
    phone.hold((isdR) => sendNotifications(isdR));
    assert.deepEqual(phone.hold(listNotifications), []);
    assert.ok(modem.ran >= phone.sent.length, 'one between each two');
    assert.match(rig.select(link, ISD_P1, 0), /9000$/);
  });
}

for (const link of ['t0', 't1']) {
  test(`${link}: what a chip says of itself, on each logical channel, beside the modem`, () => {
    const rig = device();
    const modem = new Modem(rig, link);
    const answers = new Set<string>();
    for (let channel = 1; channel <= 19; channel++) {
      const { phone } = new World({ rig, link, blockLength: length() });
      answers.add(JSON.stringify(phone.hold((isdR) => readChip(isdR))));
      // The LPA keeps its channel, so that the next one is given the number after it.
      assert.ok(phone.sent.some((apdu) => apdu.startsWith(classOf(channel))));
    }
    assert.equal(answers.size, 1);
    assert.ok(modem.ran > 0);
  });
}

function classOf(channel: number): string {
  return hexNumber(channel < 4 ? 0x80 | channel : 0xc0 | (channel - 4));
}

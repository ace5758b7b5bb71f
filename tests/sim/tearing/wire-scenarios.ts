/** The single wire: its own writes, and commands of both containers over its links. */
import { emitSetDefaultDpAddressRequest } from '../../../src/wire/es10/index.ts';
import { AM_SD, euicc, ISD_P2, patent } from '../../support/descriptions.ts';
import { clearPipes, readGate, readLists, exchange } from '../../support/network.ts';
import { openSecureChannel } from '../../support/secure-channel.ts';
import {
  cardTo,
  disable,
  doing,
  enable,
  es10,
  INITIALIZE_UPDATE,
  initializeUpdate,
  lostSession,
  nickname,
  operation,
  secured,
  setNickname,
  together,
  up,
} from './operations.ts';
import { describe, scenario, type Scenario } from './scenarios.ts';

const WIRE_LINKS = ['swp-a', 'swp-b', 'apdu-gate'] as const;
type WireLink = (typeof WIRE_LINKS)[number];
/** Chip and controller agree on a session; the terminal builds a pipe to the gate; it opens. */
const WITH_GATE = 3;

const dark = doing('the wire goes dark', (rig) => {
  for (const link of WIRE_LINKS) rig.host.terminal(link).powerOff(rig.now);
});
const network = (name: string, script: Parameters<typeof exchange>[2]) =>
  doing(name, (rig) => void exchange(rig, 'swp', script));

const WIRE: readonly Scenario[] = [
  scenario('the single wire comes up for a reader, then for the rich OS', WITH_GATE, [
    up('swp-a'),
    up('apdu-gate'),
  ]),
  scenario('the wire comes up again at a controller that keeps its state', WITH_GATE, [
    up('apdu-gate'),
    dark,
    up('swp-b'),
    up('apdu-gate'),
  ]),
  scenario('the wire comes up at another controller', WITH_GATE, [up('apdu-gate')], {
    before: [up('apdu-gate')],
  }),
  scenario('session life on the single wire', WITH_GATE, [
    ...WIRE_LINKS.map(up),
    doing('channels, then fields and EVT_ABORT', (rig) => {
      for (const link of WIRE_LINKS) rig.send(link, '0070000001');
      for (const link of WIRE_LINKS) rig.reset(link);
      rig.powerOff('swp-a');
      rig.powerOff('apdu-gate');
    }),
  ]),
  // Each pipe of the terminal's own is built, opened, closed and deleted.
  scenario('the terminal reads the network', WITH_GATE + 4, [
    up('apdu-gate'),
    network('lists, and the chip’s identity gate', function* (sent) {
      yield* readLists(sent);
      yield* readGate(sent, { host: 0xc0, gate: 0x05, indices: [1, 4, 6] });
    }),
  ]),
  scenario('the terminal clears its pipes and builds them again', WITH_GATE + 3, [
    up('apdu-gate'),
    network('ADM_CLEAR_ALL_PIPE', clearPipes),
    dark,
    up('apdu-gate'),
  ]),
];

const LOST: readonly Scenario[] = [
  scenario('field lost in mid-command', 2, [
    up('swp-a'),
    lostSession('SetNickname, and the reader is gone', 'swp-a', (rig) =>
      rig.host.terminal('swp-a').powerOff(rig.now),
    ),
  ]),
  scenario('EVT_ABORT in mid-command', WITH_GATE + 1, [
    up('apdu-gate'),
    lostSession('SetNickname, and EVT_ABORT', 'apdu-gate', (rig) =>
      rig.host.terminal('apdu-gate').reset(rig.now),
    ),
  ]),
  scenario('the wire loses its power in mid-command', 2, [
    up('swp-b'),
    lostSession('SetNickname, and the wire is dark', 'swp-b', (rig) => rig.host.remove(rig.now)),
  ]),
];

const AT_ONCE: readonly Scenario[] = [
  scenario('modem and NFC reader at once', 3, [
    up('swp-a'),
    together('SetNickname and INITIALIZE UPDATE at once', {
      t0: setNickname(1, 'both'),
      'swp-a': INITIALIZE_UPDATE,
    }),
  ]),
  scenario('rich OS, TEE and NFC reader at once', WITH_GATE + 3, [
    up('apdu-gate'),
    up('swp-b'),
    together('SetNickname and INITIALIZE UPDATE twice at once', {
      'apdu-gate': setNickname(0, 'rich'),
      spi: INITIALIZE_UPDATE,
      'swp-b': INITIALIZE_UPDATE,
    }),
  ]),
];

/** The link itself is paired with the container; all else as in the preset. */
function pairedWith(link: WireLink, container: string) {
  const rules = [{ link, container }, ...patent.pairing.rules];
  return describe({ pairing: { where: 'os', rules } });
}

function overLink(link: WireLink): readonly Scenario[] {
  const start = link === 'apdu-gate' ? WITH_GATE : 1;
  const address = emitSetDefaultDpAddressRequest({ address: 'dp.example.com' });
  return [
    scenario(
      `the eUICC’s commands over ${link}`,
      start + 4,
      [
        up(link),
        es10('EnableProfile', enable(ISD_P2), link),
        es10('DisableProfile', disable(ISD_P2), link),
        es10('SetNickname', nickname(0, link), link),
        es10('SetDefaultDpAddress', address, link),
      ],
      { description: pairedWith(link, 'C20') },
    ),
    scenario(`the eSE’s commands over ${link}`, start + 17, [
      up(link),
      initializeUpdate('', link),
      secured('SET STATUS, AM SD locked', '80F04080', AM_SD, link),
      secured('SET STATUS, AM SD and its own unlocked', '80F0600F', AM_SD, link),
      cardTo('CARD_LOCKED', '7F', link),
      cardTo('TERMINATED', 'FF', link),
    ]),
  ];
}

const MNO_SD = 'A0000000031010';
const [keySet] = patent.containers[1].keySets;
const withDomain = describe({
  containers: [
    {
      ...euicc,
      profiles: [{ ...euicc.profiles[0], mnoSd: MNO_SD, mnoSdKeys: [keySet] }, euicc.profiles[1]],
    },
    patent.containers[1],
  ],
});

/** It holds neither domains nor the privilege of a lock: sequence counters are all it writes. */
const inProfile = operation('INITIALIZE UPDATE to the profile, GET STATUS', (rig) =>
  openSecureChannel(rig, 'swp-a', { aid: MNO_SD }).send('80F28002', '4F00'),
);

const PROFILE: readonly Scenario[] = [
  scenario('a profile’s own security domain over a reader', 4, [up('swp-a'), inProfile], {
    description: withDomain,
  }),
];

export const ON_THE_WIRE: readonly Scenario[] = [
  ...WIRE,
  ...LOST,
  ...AT_ONCE,
  ...WIRE_LINKS.flatMap(overLink),
  ...PROFILE,
];

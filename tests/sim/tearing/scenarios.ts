/** What is done while the power may fail: every operation that writes, and some that must not. */
import { bytes, hex, unhex } from '../../../src/base/index.ts';
import { type Description, parseDescription } from '../../../src/device/index.ts';
import {
  emitSetDefaultDpAddressRequest,
  emitSetNicknameRequest,
} from '../../../src/wire/es10/index.ts';
import {
  AM_SD,
  COMMON,
  euicc,
  ISD_P1,
  ISD_P2,
  patent,
  REAL_ISD_R,
} from '../../support/descriptions.ts';
import { UART } from '../../support/example-plugin.ts';
import { reading } from './reading.ts';
import {
  cardTo,
  disable,
  doing,
  enable,
  es10,
  INITIALIZE_UPDATE,
  initializeUpdate,
  nickname,
  operation,
  secured,
  setNickname,
  together,
} from './operations.ts';
import type { Operation } from './torn-rig.ts';

export interface Scenario {
  readonly name: string;
  readonly description: Description;
  /** Done before, with the power on. */
  readonly before: readonly Operation[];
  readonly operations: readonly Operation[];
  /** How many batches all of it writes when nothing goes wrong. */
  readonly batches: number;
  /** Whether it puts an older state back, counters included. */
  readonly restores?: boolean;
}

const COPY_OF_ISD_R = 'A0000001530000';

/** The preset with one link more, of a plug-in protocol. */
export function describe(changes: object = {}): Description {
  const interfaces = [...structuredClone(patent.interfaces), UART];
  return parseDescription({ ...structuredClone(patent), interfaces, ...changes });
}

const plain = describe();
const fresh = describe({ containers: [euicc, { ...patent.containers[1], lifeCycle: 'OP_READY' }] });
const outside = describe({ pairing: { ...patent.pairing, where: 'outside' } });
const wide = describe({
  ruling: [{ action: 'card-lock', by: '*', verdict: 'allow', scope: 'device' }],
});
const withTest = describe({
  containers: [
    {
      ...euicc,
      profiles: [euicc.profiles[0], { ...euicc.profiles[1], class: 'test' }],
    },
    patent.containers[1],
  ],
});

const addAlias = doing('alias add', ({ device }) =>
  device.management.addAlias({ common: COPY_OF_ISD_R, container: 'C20', real: REAL_ISD_R }),
);
const removeAlias = doing('alias remove', ({ device }) =>
  device.management.removeAlias({ common: COMMON, container: 'C20' }),
);
const setPairing = doing('pairing set', ({ device }) =>
  device.management.setPairing([
    { link: 't1', container: 'C30' },
    { link: 'apdu-gate', container: 'C20' },
    { link: 'iso7816-3', container: 'C20' },
    { link: '*', container: 'C30' },
  ]),
);
const setRuling = doing('ruling set', ({ device }) =>
  device.management.setRuling({ rules: [], reach: { C20: 'own' } }),
);

const chained = operation('SetNickname in two blocks', (rig) => {
  const message = hex(nickname(0, 'in two blocks'));
  rig.select('t0', REAL_ISD_R);
  rig.send('t0', `80E211000A${message.slice(0, 20)}`);
  const rest = message.slice(20);
  return rig.send('t0', `80E29101${hex(bytes(rest.length / 2))}${rest}00`);
});

const halfChained = doing('half a SetNickname, then a reset of the link', (rig) => {
  rig.select('t0', REAL_ISD_R);
  rig.send('t0', `80E211000A${hex(nickname(0, 'never whole')).slice(0, 20)}`);
  rig.reset('t0');
});

const channels = operation('channels open, select and close', (rig) => {
  rig.select('spi', COMMON);
  rig.send('spi', '0070000001');
  rig.select('spi', AM_SD, 1);
  rig.send('spi', '00708001');
  return rig.send('spi', '0070000001');
});

const refused = operation('commands that are refused', (rig) => {
  rig.select('t0', REAL_ISD_R);
  const unknown = emitSetNicknameRequest({ iccid: unhex('98000000000000000000'), nickname: 'x' });
  rig.send('t0', `80E29100${hex(bytes(unknown.length))}${hex(unknown)}00`);
  rig.select('spi', COMMON);
  return rig.send('spi', '80F0807F');
});

/** A snapshot is a copy of the image; restoring puts it in the place of all there is. */
const snapshot = doing('a snapshot', (rig) => {
  rig.snapshot = rig.device.image();
});
const restore = doing('restore of the snapshot', (rig) => rig.replaceStore(rig.snapshot!));
const restoreFirst = doing('restore of an earlier snapshot', (rig) => rig.replaceStore(new Map()));

export function scenario(
  name: string,
  batches: number,
  operations: readonly Operation[],
  more: Partial<Scenario> = {},
): Scenario {
  return { name, batches, description: plain, before: [], operations, ...more };
}

const BOOTS: readonly Scenario[] = [
  scenario('boot', 0, [doing('nothing', () => undefined)]),
  scenario('boot of a device that has written', 0, [doing('nothing', () => undefined)], {
    before: [es10('SetNickname', nickname(0, 'kept')), initializeUpdate('')],
  }),
  scenario('session life on contacts', 0, [
    doing('power on and reset', (rig) => {
      for (const link of ['t0', 't1', 'spi', 'uart']) rig.powerOn(link);
      rig.reset('spi');
      rig.powerOff('t1');
    }),
    channels,
    refused,
    halfChained,
  ]),
  // Reading what needs authentication takes a sequence counter.
  scenario('every command that only reads', 3, reading),
];

const EUICC: readonly Scenario[] = [
  scenario('EnableProfile', 1, [es10('EnableProfile', enable(ISD_P2))], {
    before: [es10('DisableProfile', disable(ISD_P1))],
  }),
  scenario('EnableProfile with refresh', 1, [es10('EnableProfile', enable(ISD_P2, true))]),
  scenario('DisableProfile', 1, [es10('DisableProfile', disable(ISD_P1))]),
  scenario('from profile to profile and back', 3, [
    es10('EnableProfile', enable(ISD_P2)),
    es10('DisableProfile', disable(ISD_P2)),
    es10('EnableProfile', enable(ISD_P1), 't1'),
  ]),
  scenario(
    'a detour over a test profile',
    2,
    [es10('EnableProfile', enable(ISD_P2)), es10('DisableProfile', disable(ISD_P2))],
    { description: withTest },
  ),
  scenario('SetNickname', 1, [es10('SetNickname', nickname(0, 'work'))]),
  scenario(
    'SetNickname again, and taken away',
    2,
    [es10('SetNickname', nickname(0, 'other')), es10('SetNickname, empty', nickname(0, ''))],
    { before: [es10('SetNickname', nickname(0, 'work'))] },
  ),
  scenario('SetNickname in two blocks', 1, [chained]),
  scenario('SetDefaultDpAddress', 2, [
    es10('SetDefaultDpAddress', emitSetDefaultDpAddressRequest({ address: 'dp.example.com' })),
    es10('SetDefaultDpAddress, empty', emitSetDefaultDpAddressRequest({ address: '' })),
  ]),
];

const ESE: readonly Scenario[] = [
  scenario('INITIALIZE UPDATE', 2, [initializeUpdate(''), initializeUpdate('FF')]),
  scenario('EXTERNAL AUTHENTICATE, wrong', 2, [
    initializeUpdate(''),
    operation('EXTERNAL AUTHENTICATE', (rig) =>
      rig.send('spi', '848201001000112233445566778899AABBCCDDEEFF'),
    ),
  ]),
  scenario('card life cycle, up', 8, [cardTo('INITIALIZED', '07'), cardTo('SECURED', '0F')], {
    description: fresh,
  }),
  scenario('card locked and unlocked', 8, [cardTo('CARD_LOCKED', '7F'), cardTo('SECURED', '0F')]),
  scenario(
    'all containers locked and unlocked',
    8,
    [cardTo('CARD_LOCKED', '7F'), cardTo('SECURED', '0F')],
    { description: wide },
  ),
  scenario('card terminated', 4, [cardTo('TERMINATED', 'FF')]),
  scenario('security domain locked and unlocked', 8, [
    secured('SET STATUS, AM SD locked', '80F04080', AM_SD),
    secured('SET STATUS, AM SD unlocked', '80F0400F', AM_SD),
  ]),
  scenario('over a plug-in protocol', 5, [
    es10('SetNickname', nickname(0, 'uart'), 'uart'),
    secured('SET STATUS, AM SD locked', '80F04080', AM_SD, 'uart'),
  ]),
  scenario('two entities at once', 2, [
    together('SetNickname and INITIALIZE UPDATE at once', {
      t0: setNickname(1, 'both'),
      spi: INITIALIZE_UPDATE,
    }),
  ]),
];

const MANAGEMENT: readonly Scenario[] = [
  scenario('management', 4, [addAlias, setPairing, setRuling, removeAlias]),
  scenario('pairing data outside the operating system', 1, [setPairing], { description: outside }),
  scenario('management between commands', 4, [
    es10('EnableProfile', enable(ISD_P2)),
    setPairing,
    initializeUpdate(''),
    removeAlias,
  ]),
  scenario(
    'snapshot and restore',
    3,
    [snapshot, es10('SetNickname', nickname(0, 'for a while')), initializeUpdate(''), restore],
    { before: [es10('SetNickname', nickname(0, 'since'))], restores: true },
  ),
  scenario('restore of the first state', 1, [restoreFirst], {
    before: [es10('SetNickname', nickname(0, 'since')), initializeUpdate(''), removeAlias],
    restores: true,
  }),
];

export const ON_CONTACTS: readonly Scenario[] = [...BOOTS, ...EUICC, ...ESE, ...MANAGEMENT];

/**
 * What is done first after the power came back: reading over every link, which brings the single
 * wire up again, then writing in both containers.
 */
export const RECOVERY: readonly Operation[] = [
  operation('SELECT on every link', (rig) =>
    rig.links.map((link) => rig.select(link, COMMON)).join(' '),
  ),
  es10('GetProfilesInfo', unhex('BF2D00')),
  initializeUpdate(''),
  es10('SetNickname', nickname(1, 'after'), 'apdu-gate'),
];

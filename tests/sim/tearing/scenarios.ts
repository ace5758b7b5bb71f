/** What is done while the power may fail: every operation that writes, and some that must not. */
import { bytes, hex, unhex } from '../../../src/base/index.ts';
import { type Description, parseDescription } from '../../../src/device/index.ts';
import {
  emitDisableProfileRequest,
  emitEnableProfileRequest,
  emitSetDefaultDpAddressRequest,
  emitSetNicknameRequest,
} from '../../../src/wire/index.ts';
import { openSecureChannel } from '../../support/secure-channel.ts';
import {
  AM_SD,
  COMMON,
  euicc,
  interfacesOf,
  ISD_P1,
  ISD_P2,
  patent,
  REAL_ISD_R,
} from '../../support/descriptions.ts';
import type { Operation, TornRig } from './torn-rig.ts';

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

function describe(changes: object = {}): Description {
  const interfaces = interfacesOf('t0', 't1', 'spi');
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

const operation = (name: string, run: (rig: TornRig) => string | undefined): Operation => ({
  name,
  run,
});

/** ES10 over a link: one STORE DATA after selecting the ISD-R. */
function es10(name: string, message: Uint8Array, link = 't0'): Operation {
  return operation(name, (rig) => {
    rig.select(link, REAL_ISD_R);
    return rig.send(link, `80E29100${hex(bytes(message.length))}${hex(message)}00`);
  });
}

const iccids = euicc.profiles.map(({ iccid }) =>
  unhex(iccid.padEnd(20, 'F').replace(/(.)(.)/g, '$2$1')),
);
const byIsdP = (aid: string) => ({ by: 'isd-p', value: unhex(aid) }) as const;
const nickname = (index: number, text: string) =>
  emitSetNicknameRequest({ iccid: iccids[index]!, nickname: text });
const enable = (aid: string, refresh = false) =>
  emitEnableProfileRequest({ profile: byIsdP(aid), refresh });
const disable = (aid: string) =>
  emitDisableProfileRequest({ profile: byIsdP(aid), refresh: false });

/** A command under a secure channel of its own; INITIALIZE UPDATE belongs to it. */
function secured(name: string, header: string, data = ''): Operation {
  return operation(name, (rig) => openSecureChannel(rig, 'spi').send(header, data));
}

const cardTo = (state: string, p2: string) =>
  secured(`SET STATUS, card to ${state}`, `80F080${p2}`);
const initializeUpdate = (version: string) =>
  operation(`INITIALIZE UPDATE, key version ${version || '00'}`, (rig) => {
    rig.select('spi', COMMON);
    return rig.send('spi', `8050${version || '00'}0008010203040506070800`);
  });

const manage = (name: string, act: (rig: TornRig) => void) =>
  operation(name, (rig) => {
    act(rig);
    return undefined;
  });
const addAlias = manage('alias add', ({ device }) =>
  device.management.addAlias({ common: COPY_OF_ISD_R, container: 'C20', real: REAL_ISD_R }),
);
const removeAlias = manage('alias remove', ({ device }) =>
  device.management.removeAlias({ common: COMMON, container: 'C20' }),
);
const setPairing = manage('pairing set', ({ device }) =>
  device.management.setPairing([
    { link: 't1', container: 'C30' },
    { link: 'iso7816-3', container: 'C20' },
    { link: '*', container: 'C30' },
  ]),
);
const setRuling = manage('ruling set', ({ device }) =>
  device.management.setRuling({ rules: [], reach: { C20: 'own' } }),
);

const chained = operation('SetNickname in two blocks', (rig) => {
  const message = hex(nickname(0, 'in two blocks'));
  rig.select('t0', REAL_ISD_R);
  rig.send('t0', `80E211000A${message.slice(0, 20)}`);
  const rest = message.slice(20);
  return rig.send('t0', `80E29101${hex(bytes(rest.length / 2))}${rest}00`);
});

const halfChained = operation('half a SetNickname, then a reset of the link', (rig) => {
  rig.select('t0', REAL_ISD_R);
  rig.send('t0', `80E211000A${hex(nickname(0, 'never whole')).slice(0, 20)}`);
  rig.reset('t0');
  return undefined;
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

/** Two entities at once: both commands are on their way before either is answered. */
const together = operation('SetNickname and INITIALIZE UPDATE at once', (rig) => {
  rig.select('t0', REAL_ISD_R);
  rig.select('spi', COMMON);
  const message = nickname(1, 'both');
  const [modem, tee] = [rig.host.seat('t0'), rig.host.seat('spi')];
  modem.send(unhex(`80E29100${hex(bytes(message.length))}${hex(message)}00`));
  tee.send(unhex('80500000081112131415161718'));
  rig.until(() => modem.result() !== undefined);
  rig.until(() => tee.result() !== undefined);
  return undefined;
});

/** A snapshot is a copy of the image; restoring puts it in the place of all there is. */
const restore = operation('restore of an earlier snapshot', (rig) => {
  rig.replaceStore(new Map());
  return undefined;
});

function scenario(
  name: string,
  batches: number,
  operations: readonly Operation[],
  more: Partial<Scenario> = {},
): Scenario {
  return { name, batches, description: plain, before: [], operations, ...more };
}

export const SCENARIOS: readonly Scenario[] = [
  scenario('boot', 0, [manage('nothing', () => undefined)]),
  scenario('boot of a device that has written', 0, [manage('nothing', () => undefined)], {
    before: [es10('SetNickname', nickname(0, 'kept')), initializeUpdate('')],
  }),
  scenario('session life', 0, [
    manage('power on and reset', (rig) => {
      for (const link of ['t0', 't1', 'spi']) rig.powerOn(link);
      rig.reset('spi');
      rig.powerOff('t1');
    }),
    channels,
    refused,
    halfChained,
  ]),
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
  scenario('INITIALIZE UPDATE', 2, [initializeUpdate(''), initializeUpdate('FF')]),
  scenario('EXTERNAL AUTHENTICATE, wrong', 1, [
    initializeUpdate(''),
    operation('EXTERNAL AUTHENTICATE', (rig) =>
      rig.send('spi', '848201001000112233445566778899AABBCCDDEEFF'),
    ),
  ]),
  scenario('card life cycle, up', 4, [cardTo('INITIALIZED', '07'), cardTo('SECURED', '0F')], {
    description: fresh,
  }),
  scenario('card locked and unlocked', 4, [cardTo('CARD_LOCKED', '7F'), cardTo('SECURED', '0F')]),
  scenario(
    'all containers locked and unlocked',
    4,
    [cardTo('CARD_LOCKED', '7F'), cardTo('SECURED', '0F')],
    { description: wide },
  ),
  scenario('card terminated', 2, [cardTo('TERMINATED', 'FF')]),
  scenario('security domain locked and unlocked', 4, [
    secured('SET STATUS, AM SD locked', '80F04080', AM_SD),
    secured('SET STATUS, AM SD unlocked', '80F0400F', AM_SD),
  ]),
  scenario('two entities at once', 2, [together]),
  scenario('management', 4, [addAlias, setPairing, setRuling, removeAlias]),
  scenario('pairing data outside the operating system', 1, [setPairing], { description: outside }),
  scenario('management between commands', 4, [
    es10('EnableProfile', enable(ISD_P2)),
    setPairing,
    initializeUpdate(''),
    removeAlias,
  ]),
  scenario('restore', 1, [restore], {
    before: [es10('SetNickname', nickname(0, 'since')), initializeUpdate(''), removeAlias],
    restores: true,
  }),
];

/** What is done first after the power came back: reading, then writing in both containers. */
export const RECOVERY: readonly Operation[] = [
  operation('SELECT on every link', (rig) =>
    ['t0', 't1', 'spi'].map((link) => rig.select(link, COMMON)).join(' '),
  ),
  es10('GetProfilesInfo', unhex('BF2D00')),
  initializeUpdate(''),
  es10('SetNickname', nickname(1, 'after')),
];

/** What can be done to a device while its power may fail, one piece each. */
import { bytes, hex, unhex } from '../../../src/base/index.ts';
import {
  emitDisableProfileRequest,
  emitEnableProfileRequest,
  emitSetNicknameRequest,
} from '../../../src/wire/es10/index.ts';
import { COMMON, euicc, REAL_ISD_R } from '../../support/descriptions.ts';
import { openSecureChannel } from '../../support/secure-channel.ts';
import type { Operation, TornRig } from './torn-rig.ts';

export const operation = (name: string, run: (rig: TornRig) => string | undefined): Operation => ({
  name,
  run,
});

/** What has no answer. */
export const doing = (name: string, act: (rig: TornRig) => void): Operation =>
  operation(name, (rig) => {
    act(rig);
    return undefined;
  });

const storeData = (message: Uint8Array): string =>
  `80E29100${hex(bytes(message.length))}${hex(message)}00`;

/** ES10 over a link: one STORE DATA after selecting the ISD-R. */
export function es10(name: string, message: Uint8Array, link = 't0'): Operation {
  return operation(name, (rig) => {
    rig.select(link, REAL_ISD_R);
    return rig.send(link, storeData(message));
  });
}

const iccids = euicc.profiles.map(({ iccid }) =>
  unhex(iccid.padEnd(20, 'F').replace(/(.)(.)/g, '$2$1')),
);
const byIsdP = (aid: string) => ({ by: 'isd-p', value: unhex(aid) }) as const;
export const nickname = (index: number, text: string): Uint8Array =>
  emitSetNicknameRequest({ iccid: iccids[index]!, nickname: text });
export const enable = (aid: string, refresh = false): Uint8Array =>
  emitEnableProfileRequest({ profile: byIsdP(aid), refresh });
export const disable = (aid: string): Uint8Array =>
  emitDisableProfileRequest({ profile: byIsdP(aid), refresh: false });

/** A command under a secure channel of its own; INITIALIZE UPDATE belongs to it. */
export function secured(name: string, header: string, data = '', link = 'spi'): Operation {
  return operation(name, (rig) => openSecureChannel(rig, link).send(header, data));
}

export const cardTo = (state: string, p2: string, link = 'spi'): Operation =>
  secured(`SET STATUS, card to ${state}`, `80F080${p2}`, '', link);

export const initializeUpdate = (version: string, link = 'spi'): Operation =>
  operation(`INITIALIZE UPDATE, key version ${version || '00'}`, (rig) => {
    rig.select(link, COMMON);
    return rig.send(link, `8050${version || '00'}0008010203040506070800`);
  });

/** A session on a link of the single wire: the first of them brings the wire up. */
export const up = (link: string): Operation =>
  operation(`${link} comes up`, (rig) => rig.powerOn(link));

/** Several entities at once: all commands are on their way before any is answered. */
export function together(name: string, commands: Readonly<Record<string, string>>): Operation {
  return doing(name, (rig) => {
    const links = Object.keys(commands);
    for (const link of links) {
      rig.select(link, commands[link]!.startsWith('80E2') ? REAL_ISD_R : COMMON);
    }
    const terminals = links.map((link) => rig.host.terminal(link));
    for (const [at, link] of links.entries()) terminals[at]!.send(unhex(commands[link]!));
    for (const terminal of terminals) rig.until(() => terminal.result() !== undefined);
  });
}

export const setNickname = (index: number, text: string): string =>
  storeData(nickname(index, text));
export const INITIALIZE_UPDATE = '8050000008111213141516171800';

/** A command has run, and what it wrote is on its way to the store, when its session is lost. */
export function lostSession(name: string, link: string, lose: (rig: TornRig) => void): Operation {
  return doing(name, (rig) => {
    rig.select(link, REAL_ISD_R);
    const before = rig.commands;
    rig.host.terminal(link).send(unhex(setNickname(0, 'given up')));
    rig.run(() => rig.commands > before);
    lose(rig);
    rig.rest();
  });
}

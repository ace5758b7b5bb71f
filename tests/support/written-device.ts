/** A device of any preset that has written what it can: every kind of record that there is. */
import { bytes, hex, HostError, type Image, unhex } from '../../src/base/index.ts';
import type { Description } from '../../src/device/index.ts';
import {
  emitEnableProfileRequest,
  emitSetDefaultDpAddressRequest,
  emitSetNicknameRequest,
} from '../../src/wire/es10/index.ts';
import { HostRig } from './host-rig.ts';
import { openSecureChannel } from './secure-channel.ts';

type Container<K> = Extract<Description['containers'][number], { kind: K }>;

export function writtenDevice(description: Description): Image {
  const rig = new HostRig(description);
  for (const { id } of rig.device.links) attempt(() => rig.powerOn(id));
  for (const one of description.containers) {
    if (one.kind === 'euicc') writeEuicc(rig, one);
  }
  writeSystem(rig);
  for (const one of description.containers) {
    if (one.kind === 'globalplatform') writeCard(rig, one);
  }
  rig.flush();
  return rig.device.image();
}

function writeEuicc(rig: HostRig, { isdR, profiles }: Container<'euicc'>): void {
  const link = rig.device.links.find(({ id }) => isAnswered(rig, id, isdR.aid))?.id;
  if (link === undefined) return;
  const es10 = (message: Uint8Array): void => {
    rig.select(link, isdR.aid);
    rig.send(link, `80E29100${hex(bytes(message.length))}${hex(message)}00`);
  };
  es10(emitSetDefaultDpAddressRequest({ address: 'smdp.example.com' }));
  for (const { iccid, isdP, mnoSd } of profiles) {
    const digits = unhex(iccid.padEnd(20, 'F').replace(/(.)(.)/g, '$2$1'));
    es10(emitSetNicknameRequest({ iccid: digits, nickname: `named ${iccid.slice(-3)}` }));
    const profile = { by: 'isd-p', value: unhex(isdP) } as const;
    es10(emitEnableProfileRequest({ profile, refresh: false }));
    if (mnoSd !== undefined) attempt(() => openSecureChannel(rig, link, { aid: mnoSd }));
  }
}

/** Rules that let a card's lock go for the whole device, a pairing and an alias of another name. */
function writeSystem({ device: { management } }: HostRig): void {
  const containers = management.containers();
  management.setPairing([...management.pairingRules()]);
  for (const { id, entities } of containers) {
    const root = entities.find((one) => one.root);
    if (root === undefined) continue;
    management.addAlias({ common: 'A0000001510000FF', container: id, real: root.aid });
  }
  const rules = containers.map(({ id }) => {
    return {
      action: 'card-lock',
      by: '*',
      container: id,
      verdict: 'allow',
      scope: 'device',
    } as const;
  });
  management.setRuling({ rules, reach: {} });
}

/** The card locks itself, and with it the device: so the lock is stored, and the registry. */
function writeCard(rig: HostRig, { isd, securityDomains }: Container<'globalplatform'>): void {
  for (const { id } of rig.device.links) {
    if (!isAnswered(rig, id, isd.aid)) continue;
    for (const { aid } of securityDomains) attempt(() => openSecureChannel(rig, id, { aid }));
    const locked = attempt(() => openSecureChannel(rig, id, { aid: isd.aid }).send('80F0807F'));
    if (locked === '9000') return;
  }
}

function isAnswered(rig: HostRig, link: string, aid: string): boolean {
  return attempt(() => rig.select(link, aid))?.endsWith('9000') === true;
}

/** A link that cannot be had now, beside another of its interface, or a domain without keys. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof HostError) throw error;
    return undefined;
  }
}

/** Device descriptions for the requirement rows: the patent's preset and what can be made of it. */
import { type DescriptionInput, presets } from '../../src/device/index.ts';

export const COMMON = 'A000000151000000';
export const REAL_ISD_R = 'A000000152000000';
export const AM_SD = 'A000000151414D534401';
export const ISD_P1 = 'A0000005591010FFFFFFFF8900001000';
export const ISD_P2 = 'A0000005591010FFFFFFFF8900001100';

export const { patent, field } = presets;
export const [euicc, ese] = patent.containers;
const keyParts = { iin: ese.iin, cin: ese.cin, cplc: ese.cplc, keySets: ese.keySets };

/** An eSE container like the preset's, by another id and perhaps another ISD or domain. */
export function eseContainer(id: string, more: object = {}): object {
  return { ...structuredClone(ese), ...keyParts, id, ...more };
}

/** Interfaces of one link each, by protocol: link ids are the protocols' names. */
export function interfacesOf(
  ...protocols: readonly ('t0' | 't1' | 'spi')[]
): DescriptionInput['interfaces'] {
  return protocols.map((protocol) => ({
    id: `i-${protocol}`,
    kind: protocol === 'spi' ? 'spi' : 'iso',
    links: [{ id: protocol, protocol }],
  }));
}

/** The preset's eUICC after SGP.02 instead, with what the operator has inside its first profile. */
export function m2mEuicc(inside: object = {}): object {
  const { version: _version, ciPublicKeys: _keys, profiles, ...common } = euicc;
  return {
    ...common,
    architecture: 'm2m',
    version: '4.2',
    profiles: profiles.map(({ name, iccid, isdP, state }, i) => {
      const own = { name, iccid, isdP, state };
      return i === 0 ? { ...own, ...inside } : { ...own, fallBackAttribute: true };
    }),
  };
}

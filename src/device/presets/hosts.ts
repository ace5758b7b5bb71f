/**
 * Host devices, each with its wiring: which links its chip has, the client of each, and whether the
 * chip can be taken out. The chip is that of the preset `field`, with identities of its own.
 * [M-100] [M-101] [M-102]
 */
import type { DescriptionInput } from '../description.ts';
import type { ClientKind, HostKind } from '../host-description.ts';
import { field } from './field.ts';
import { eid, iccid } from './numbers.ts';

const [euicc, ese] = field.containers;

type WiredInterface = DescriptionInput['interfaces'][number];
type Protocol = WiredInterface['links'][number]['protocol'];

interface Wiring {
  readonly kind: HostKind;
  /** Distinguishes the identities of one chip from another's. */
  readonly serial: number;
  readonly formFactor: 'eSE' | 'iSE' | 'secure-enclave' | 'smart-card' | 'm2m';
  readonly mount: 'removable' | 'soldered' | 'integrated';
  readonly functions?: readonly string[];
  readonly interfaces: readonly WiredInterface[];
  /** The client of a link, where it is not the default of its protocol. */
  readonly clients?: Readonly<Record<string, ClientKind>>;
}

function iso(...protocols: readonly ('t0' | 't1')[]): WiredInterface {
  return { id: 'iso', kind: 'iso', historical: '8031E073FE21DF', links: linksOf(protocols) };
}

function swp(...protocols: readonly ('swp-a' | 'swp-b' | 'apdu-gate')[]): WiredInterface {
  const historical = '426966726F6E732067617465';
  const typeA = { historical: '426966726F6E732041' };
  return { id: 'swp', kind: 'swp', historical, typeA, links: linksOf(protocols) };
}

const spi: WiredInterface = {
  id: 'spi',
  kind: 'spi',
  historical: '426966726F6E73',
  links: linksOf(['spi']),
};

function linksOf(protocols: readonly Protocol[]) {
  return protocols.map((protocol) => ({ id: protocol, protocol }));
}

function inHost({ kind, serial, formFactor, mount, functions = [], interfaces, clients }: Wiring) {
  const unit = String(serial).padStart(2, '0');
  return {
    ...field,
    name: kind,
    formFactor,
    host: { kind, mount, functions, clients: clients ?? {} },
    interfaces,
    containers: [
      {
        ...euicc,
        eid: eid(`8904903200000000000000000026${unit}`),
        profiles: euicc.profiles.map((profile, at) => ({
          ...profile,
          iccid: iccid(`89001010000000${unit}${String(at + 1).padStart(2, '0')}`),
        })),
      },
      { ...ese, cin: `000000000000${unit}02` },
    ],
  } satisfies DescriptionInput;
}

export const hosts = {
  phone: inHost({
    kind: 'phone',
    serial: 1,
    formFactor: 'eSE',
    mount: 'soldered',
    interfaces: [iso('t0', 't1'), swp('swp-a', 'swp-b', 'apdu-gate'), spi],
  }),
  car: inHost({
    kind: 'car',
    serial: 2,
    formFactor: 'm2m',
    mount: 'soldered',
    interfaces: [iso('t1'), swp('swp-a'), spi],
    clients: { spi: 'host' },
  }),
  meter: inHost({
    kind: 'meter',
    serial: 3,
    formFactor: 'm2m',
    mount: 'soldered',
    interfaces: [iso('t0'), spi],
    clients: { spi: 'host' },
  }),
  'slot-machine': inHost({
    kind: 'slot-machine',
    serial: 4,
    formFactor: 'smart-card',
    mount: 'removable',
    interfaces: [iso('t1'), spi],
    clients: { t1: 'host', spi: 'computer' },
  }),
  tv: inHost({
    kind: 'tv',
    serial: 5,
    formFactor: 'smart-card',
    mount: 'removable',
    interfaces: [iso('t0'), swp('apdu-gate')],
    clients: { t0: 'host' },
  }),
  tablet: inHost({
    kind: 'tablet',
    serial: 6,
    formFactor: 'eSE',
    mount: 'soldered',
    interfaces: [iso('t0', 't1'), swp('swp-a', 'apdu-gate'), spi],
  }),
  laptop: inHost({
    kind: 'laptop',
    serial: 7,
    formFactor: 'secure-enclave',
    mount: 'integrated',
    functions: ['application processor'],
    interfaces: [iso('t1'), swp('swp-b', 'apdu-gate'), spi],
  }),
  watch: inHost({
    kind: 'watch',
    serial: 8,
    formFactor: 'eSE',
    mount: 'soldered',
    interfaces: [iso('t0'), swp('swp-a', 'swp-b', 'apdu-gate')],
  }),
  computer: inHost({
    kind: 'computer',
    serial: 9,
    formFactor: 'smart-card',
    mount: 'removable',
    interfaces: [iso('t0', 't1'), swp('swp-a', 'swp-b')],
    clients: { t0: 'computer', t1: 'computer' },
  }),
  'modem-with-ise': inHost({
    kind: 'modem-with-ise',
    serial: 10,
    formFactor: 'iSE',
    mount: 'integrated',
    functions: ['baseband modem'],
    interfaces: [iso('t0', 't1'), spi],
    clients: { spi: 'host' },
  }),
} as const satisfies Readonly<Record<HostKind, DescriptionInput>>;

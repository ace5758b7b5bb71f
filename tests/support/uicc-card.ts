/** A UICC with files of each kind, in the enabled profile of an eUICC on the bench. */
import { hex, type Image, unhex } from '../../src/base/index.ts';
import {
  type ConsumerProfileConfig,
  createEuicc,
  type UiccConfig,
} from '../../src/containers/euicc/index.ts';
import { authenticationFunctions, pureCrypto } from '../../src/crypto/index.ts';
import type { Session } from '../../src/os/abi/index.ts';
import { Bench, type BenchOptions, settled } from './container-bench.ts';
import { answer, CONFIG, PROFILES } from './euicc-card.ts';

export const USIM = 'A0000000871002FF49FF0589';
export const PIN1 = '31323334FFFFFFFF';
export const PUK1 = '3132333435363738';
export const UPIN = '39393939FFFFFFFF';
export const PIN2 = '35363738FFFFFFFF';
export const PUK2 = '3837363534333231';
export const ADM1 = '3838383838383838';
export const WRONG = '30303030FFFFFFFF';

const file = (
  path: string,
  more: Partial<UiccConfig['files'][number]> = {},
): UiccConfig['files'][number] => ({
  path,
  read: 'PIN1',
  update: 'ADM1',
  manage: 'ADM1',
  usableWhenDeactivated: false,
  ...more,
});

const pin = (
  name: UiccConfig['pins'][number]['name'],
  value: string,
  unblock?: string,
): UiccConfig['pins'][number] => ({
  name,
  value,
  enabled: true,
  attempts: 3,
  unblock,
  unblockAttempts: 10,
});

const OPEN = { read: 'always', update: 'always', manage: 'always' } as const;

export const UICC_CONFIG: UiccConfig = {
  generation: 'uicc',
  pins: [pin('PIN1', '1234', '12345678'), pin('UPIN', '9999'), pin('ADM1', '88888888')],
  files: [
    file('2FE2', { sfi: 2, content: '98000000000000000010', read: 'always', update: 'never' }),
    file('2F00', {
      sfi: 30,
      records: [`61144F0C${USIM}50044D53494D`],
      recordLength: 32,
      recordCount: 2,
      read: 'always',
    }),
    file('7F10/6F3A', { recordLength: 20, recordCount: 5, update: 'PIN1' }),
    file('7F10/6F39', {
      kind: 'cyclic',
      records: ['000005', '000003', '000001'],
      update: 'PIN1|ADM1',
      increase: 'PIN1',
    }),
    file('7F10/6F50', { kind: 'ber-tlv', size: 40, sizeMax: 200, sfi: 9, ...OPEN }),
    file('7F10/6F51', { content: '0102030405060708', sfi: 10, ...OPEN }),
    file('7F10/5F3A/4F30', { content: 'AA', ...OPEN }),
    file('7F20/6F07', { content: '0849061001000000F1' }),
    file('7F20/6F3B', { recordLength: 20, recordCount: 2, update: 'PIN2' }),
  ],
  applications: [
    {
      name: 'USIM',
      aid: USIM,
      pins: [pin('PIN2', '5678', '87654321')],
      files: [
        file('6F07', { sfi: 7, content: '0849061001000000F1' }),
        file('6F38', { sfi: 4, content: '9EFB' }),
        file('6F3B', { recordLength: 20, recordCount: 3, update: 'PIN2' }),
        file('6F46', { content: '00416C706861', size: 17, read: 'always', update: 'UPIN' }),
        file('5F3B/4F20', { content: 'FFFFFFFFFFFFFFFF07', update: 'PIN1', sfi: 1 }),
      ],
    },
  ],
};

const K = '000102030405060708090A0B0C0D0E0F';
const OPC = 'CD63CB71954A9F4E48A5994E37A02BAF';
const authentication = {
  algorithm: 'milenage',
  key: K,
  opc: OPC,
  resLength: 8,
  iterations: 1,
} as const;

/** The same UICC, whose USIM authenticates. */
export const AUTHENTICATING_CONFIG: UiccConfig = {
  ...UICC_CONFIG,
  applications: UICC_CONFIG.applications.map((one) => ({ ...one, authentication })),
};

/** AUTHENTICATE with the first sequence number of its network. [TS33102 §6.3.2] */
export const AUTHENTICATE = firstChallenge();

function firstChallenge(): string {
  const algorithm = { kind: 'milenage', k: unhex(K), opc: unhex(OPC), resLength: 8 } as const;
  const network = authenticationFunctions(pureCrypto, algorithm);
  const [rand, sqn, amf] = [new Uint8Array(16), unhex('000000000020'), unhex('8000')];
  const { ak } = network.keys(rand);
  const { macA } = network.mac({ rand, sqn, amf });
  const autn = [...sqn.map((byte, at) => byte ^ ak[at]!), ...amf, ...macA];
  return `008800812210${hex(rand)}10${hex(Uint8Array.from(autn))}`;
}

export interface UiccCardOptions extends BenchOptions {
  readonly image?: Image;
  readonly applications?: ConsumerProfileConfig['applications'];
}

export class UiccCard {
  readonly bench: Bench;
  session: Session;

  constructor(uicc: UiccConfig = UICC_CONFIG, { applications, ...options }: UiccCardOptions = {}) {
    this.bench = new Bench(options);
    const more = { uicc, ...(applications && { applications }) };
    const profiles = PROFILES.map((one, at) => (at === 0 ? { ...one, ...more } : one));
    this.bench.mount(createEuicc({ ...CONFIG, profiles }, this.bench.services));
    this.session = this.bench.session();
  }

  /** On the session that is current; data and status word in hexadecimal. */
  send(apdu: string): string {
    return answer(this.bench.send(this.session, unhex(apdu)));
  }

  /** Several at once; the last answer. */
  all(...apdus: readonly string[]): string {
    return apdus.map((one) => this.send(one)).at(-1)!;
  }

  /** SELECT of an ADF by name. */
  usim(p2 = 0x04): string {
    return answer(this.bench.select(this.session, this.bench.entity('USIM'), unhex(USIM), p2));
  }

  select(...fids: readonly string[]): string {
    return this.all(...fids.map((fid) => `00A4000C02${fid}`));
  }

  verify(key: string, value: string): string {
    return this.send(`002000${key}08${value}`);
  }

  /** What is certain by a T=0 header. */
  header(header: string) {
    const { container } = this.bench;
    const entity = container.implicit(this.session)!;
    return settled(() => container.header(entity, unhex(header), this.session));
  }

  /** Another channel of the same card session. */
  channel(number: number): Session {
    return { card: this.session.card, channel: number, ram: new Map() };
  }

  /** As power off and on leaves it. */
  rebooted(uicc: UiccConfig = UICC_CONFIG): UiccCard {
    return new UiccCard(uicc, { image: this.bench.memory.image() });
  }
}

/** An eUICC of two operators on the bench, and a reader of its answers that is the tests' own. */
import assert from 'node:assert/strict';
import { type Bytes, hex, type Image, unhex } from '../../src/base/index.ts';
import {
  createEuicc,
  type ConsumerConfig,
  type ConsumerProfileConfig,
  type M2mConfig,
} from '../../src/containers/euicc/index.ts';
import type { Command, Session } from '../../src/os/abi/index.ts';
import { Bench } from './container-bench.ts';

export const ISD_R = 'A000000152000000';
export const ISD_P1 = 'A0000005591010FFFFFFFF8900001000';
export const ISD_P2 = 'A0000005591010FFFFFFFF8900001100';
export const MNO_SD = 'A000000151000000';
export const EID = '89049032123451234512345678901235';
export const CI_KEY = 'F54172BDF98A95D65CBEB88A38A1C11D800A85C3';

export const PROFILES: readonly ConsumerProfileConfig[] = [
  {
    name: 'ISD-P1',
    iccid: '8900000000000000001',
    isdP: ISD_P1,
    mnoSd: MNO_SD,
    state: 'enabled',
    class: 'operational',
    nickname: 'first',
    serviceProvider: 'Operator One',
    profileName: 'Contract',
    owner: { mccMnc: '00101' },
  },
  {
    name: 'ISD-P2',
    iccid: '89000000000000000023',
    isdP: ISD_P2,
    mnoSd: 'A0000001515350AA',
    state: 'disabled',
    class: 'operational',
    serviceProvider: 'Operator Two',
    profileName: 'Prepaid',
    owner: { mccMnc: '310260', gid1: 'BA01' },
  },
];

export const CONFIG: ConsumerConfig = {
  version: '2.1',
  isdR: { aid: ISD_R },
  ecasd: { aid: 'A0000005591010FFFFFFFF8900000200' },
  eid: EID,
  emptySelect: 'mno-sd',
  ciPublicKeys: [CI_KEY],
  trust: [],
  profiles: PROFILES,
};

const { version: _version, ciPublicKeys: _keys, trust: _trust, ...common } = CONFIG;

/** The same of SGP.02, with its profiles; the second has the Fall-Back Attribute. */
export const M2M_CONFIG: M2mConfig = {
  ...common,
  architecture: 'm2m',
  version: '4.2',
  profiles: PROFILES.map(({ name, iccid, isdP, mnoSd, state }, i) => {
    return { name, iccid, isdP, mnoSd, state, fallBackAttribute: i === 1 };
  }),
};

export class Card {
  readonly bench: Bench;
  readonly session: Session;

  constructor(config: Partial<ConsumerConfig> | M2mConfig = {}, image?: Image) {
    this.bench = new Bench(image ? { image } : {});
    const whole = config.architecture === 'm2m' ? config : { ...CONFIG, ...config };
    this.bench.mount(createEuicc(whole, this.bench.services));
    this.session = this.bench.session();
  }

  get names(): readonly string[] {
    return this.bench.container.entities().map((one) => one.name);
  }

  get issuer(): string | undefined {
    return this.bench.container.entities().find((one) => one.issuer)?.name;
  }

  /** Selects by entity name; answers data and status word in hex. */
  select(name: string, calledAs?: string): string {
    const entity = this.bench.entity(name);
    const aid = calledAs === undefined ? entity.aid : unhex(calledAs);
    return answer(this.bench.select(this.session, entity, aid));
  }

  send(apdu: string): string {
    return answer(this.bench.send(this.session, unhex(apdu)));
  }

  /** One ES10 function in one block, over the ISD-R. */
  es10(request: string): string {
    this.select('ISD-R');
    const length = (request.length / 2).toString(16).padStart(2, '0');
    return this.send(`80E29100${length}${request}`);
  }
}

export function answer({ data, sw }: { readonly data: Bytes; readonly sw: number }): string {
  return hex(data) + sw.toString(16).toUpperCase().padStart(4, '0');
}

export interface Node {
  readonly tag: string;
  readonly value: string;
  readonly inside: readonly Node[];
}

/** A DER reader of the test's own, so that a common error of reading and writing shows. */
export function der(source: string): readonly Node[] {
  const nodes: Node[] = [];
  for (let at = 0; at < source.length;) {
    const start = at;
    const byte = () => Number.parseInt(source.slice(at, (at += 2)), 16);
    const first = byte();
    if ((first & 31) === 31) while ((byte() & 128) !== 0);
    const tag = source.slice(start, at);
    let length = byte();
    if (length > 127) {
      const count = length - 128;
      length = Number.parseInt(source.slice(at, (at += 2 * count)), 16);
    }
    const value = source.slice(at, (at += 2 * length));
    assert.equal(value.length, 2 * length, `${tag} is whole`);
    nodes.push({ tag, value, inside: (first & 32) !== 0 ? der(value) : [] });
  }
  return nodes;
}

/** The object at a path of tags, or `undefined`. */
export function at(source: string, ...path: readonly string[]): Node | undefined {
  let nodes = der(source);
  let found: Node | undefined;
  for (const tag of path) {
    found = nodes.find((one) => one.tag === tag);
    nodes = found?.inside ?? [];
  }
  return found;
}

export function body(answered: string): string {
  assert.equal(answered.slice(-4), '9000');
  return answered.slice(0, -4);
}

export function commandOf(session: Session, more: Partial<Command>): Command {
  return {
    session,
    header: new Uint8Array(4),
    cla: 0,
    ins: 0,
    p1: 0,
    p2: 0,
    data: new Uint8Array(0),
    le: undefined,
    extended: false,
    at: 0,
    selecting: undefined,
    charge: () => {},
    ...more,
  };
}

/** Text as it stands in an answer. */
export function hexText(text: string): string {
  return Buffer.from(text, 'utf8').toString('hex').toUpperCase();
}

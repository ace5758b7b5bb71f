import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, hex, HostError, type Image, unhex } from '../../base/index.ts';
import { type Command, Refusal, type Session } from '../../os/abi/index.ts';
import { Bench, BENCH_LINK } from '../../../tests/support/container-bench.ts';
import { createEuicc, type EuiccConfig, type ProfileConfig } from './index.ts';

const ISD_R = 'A000000152000000';
const ISD_P1 = 'A0000005591010FFFFFFFF8900001000';
const ISD_P2 = 'A0000005591010FFFFFFFF8900001100';
const MNO_SD = 'A000000151000000';
const EID = '89049032123451234512345678901235';
const CI_KEY = 'F54172BDF98A95D65CBEB88A38A1C11D800A85C3';

const PROFILES: readonly ProfileConfig[] = [
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

const CONFIG: EuiccConfig = {
  version: '2.1',
  isdR: { aid: ISD_R },
  ecasd: { aid: 'A0000005591010FFFFFFFF8900000200' },
  eid: EID,
  emptySelect: 'mno-sd',
  ciPublicKeys: [CI_KEY],
  profiles: PROFILES,
};

class Card {
  readonly bench: Bench;
  readonly session: Session;

  constructor(config: Partial<EuiccConfig> = {}, image?: Image) {
    this.bench = new Bench(image ? { image } : {});
    this.bench.mount(createEuicc({ ...CONFIG, ...config }, this.bench.services));
    this.session = this.bench.session();
  }

  get names(): readonly string[] {
    return this.bench.container.entities().list.map((one) => one.name);
  }

  get issuer(): string | undefined {
    return this.bench.container.entities().list.find((one) => one.issuer)?.name;
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

function answer({ data, sw }: { readonly data: Bytes; readonly sw: number }): string {
  return hex(data) + sw.toString(16).toUpperCase().padStart(4, '0');
}

interface Node {
  readonly tag: string;
  readonly value: string;
  readonly inside: readonly Node[];
}

/** A DER reader of the test's own, so that a common error of reading and writing shows. */
function der(source: string): readonly Node[] {
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
function at(source: string, ...path: readonly string[]): Node | undefined {
  let nodes = der(source);
  let found: Node | undefined;
  for (const tag of path) {
    found = nodes.find((one) => one.tag === tag);
    nodes = found?.inside ?? [];
  }
  return found;
}

function body(answered: string): string {
  assert.equal(answered.slice(-4), '9000');
  return answered.slice(0, -4);
}

test('SELECT of the ISD-R answers AID, command length and SVN in one template [M-27] [M-80]', () => {
  const card = new Card({ isdR: { aid: 'A0000005591010FFFFFFFF8900000100' }, version: '2.2' });
  assert.equal(
    card.select('ISD-R'),
    '6F1F8410A0000005591010FFFFFFFF8900000100A5049F6501FFE00582030202009000',
  );
});

test('the template shows the name the caller used, SELECT after SELECT [M-45]', () => {
  const card = new Card();
  const own = card.select('ISD-R');
  const aliased = card.select('ISD-R', MNO_SD);
  assert.equal(at(body(own), '6F', '84')?.value, ISD_R);
  assert.equal(at(body(aliased), '6F', '84')?.value, MNO_SD);
  assert.equal(card.select('ISD-R', MNO_SD), aliased);
  const other = card.select('ISD-R', 'A0000000010203');
  assert.equal(at(body(other), '6F', '84')?.value, 'A0000000010203');
  assert.equal(card.select('ISD-R'), own);
});

test('SELECT with P2 0C answers no data', () => {
  const { bench, session } = new Card();
  const entity = bench.entity('ISD-R');
  const command = commandOf(session, { ins: 0xa4, p1: 4, p2: 0x0c, selecting: entity.aid });
  assert.deepEqual(bench.container.process(entity, command), {
    done: { data: new Uint8Array(0), sw: 0x9000 },
  });
});

test('ISD-R, ECASD, ISD-P1 and ISD-P2 each have an AID of their own [M-27] [M-28] [M-29]', () => {
  const card = new Card();
  assert.deepEqual(card.names, ['ISD-R', 'ECASD', 'ISD-P1', 'ISD-P2', 'MNO-SD of ISD-P1']);
  const aids = card.bench.container.entities().list.map((one) => hex(one.aid));
  assert.equal(new Set(aids).size, aids.length);
  for (const [i, name] of card.names.entries()) {
    const template = body(card.select(name));
    assert.equal(at(template, '6F', '84')?.value, aids[i]);
    assert.equal(at(template, '6F', 'A5', '9F65')?.value, 'FF');
  }
});

test('the ISD-R is the one root; multi-selectable, as security domains are [M-27]', () => {
  const { list } = new Card().bench.container.entities();
  assert.deepEqual(
    list.filter((one) => one.root).map((one) => one.name),
    ['ISD-R'],
  );
  assert.ok(list.every((one) => one.multiSelectable && one.selectable));
});

test('an ISD-P has nothing yet but its name: 6D00 [M-28]', () => {
  const card = new Card();
  card.select('ISD-P2');
  assert.equal(card.send('80CA006600'), '6D00');
  assert.equal(card.send('80E2910003BF2000'), '6D00');
});

test('empty SELECT means the enabled profile, the ISD-R when none or when so described', () => {
  const card = new Card();
  assert.equal(card.issuer, 'MNO-SD of ISD-P1');
  card.es10('BF3211A00C5A0A980000000000000000F1810100');
  assert.equal(card.issuer, 'ISD-R');
  assert.equal(new Card({ emptySelect: 'isd-r' }).issuer, 'ISD-R');
});

test('the MNO-SD comes and goes with its profile, and the list says so [M-28] [M-37]', () => {
  const card = new Card();
  const before = card.bench.container.entities();
  assert.equal(card.bench.container.entities(), before);
  const mnoSd = card.bench.entity('MNO-SD of ISD-P1');
  const other = card.bench.session(1);
  card.bench.select(other, mnoSd);
  const request = 'BF3117A0124F10A0000005591010FFFFFFFF8900001100810100';
  assert.equal(card.es10(request), 'BF31038001009000');
  assert.deepEqual(card.names.slice(4), ['MNO-SD of ISD-P2']);
  assert.ok(card.bench.container.entities().version > before.version);
  assert.equal(card.bench.container.select(mnoSd, other), false);
  assert.equal(answer(card.bench.send(other, unhex('80CA006600'))), '6985');
});

test('a switch that the kernel undoes leaves the list as it was', () => {
  const { bench } = new Card();
  const { container } = bench;
  const root = container.implicit(bench.session())!;
  const data = unhex('BF3211A00C5A0A980000000000000000F1810100');
  container.process(
    root,
    commandOf(bench.session(), { ins: 0xe2, p1: 0x91, p2: 0, cla: 0x80, data }),
  );
  assert.equal(container.entities().list.length, 4);
  bench.memory.rollback();
  assert.equal(container.entities().list.length, 5);
});

test('the enabled profile is still the enabled one after a boot [M-37]', () => {
  const card = new Card();
  card.es10('BF3117A0124F10A0000005591010FFFFFFFF8900001100810100');
  card.es10('BF29115A0A980000000000000000F190036E6577');
  const booted = new Card({}, card.bench.memory.image());
  assert.deepEqual(booted.names.slice(4), ['MNO-SD of ISD-P2']);
  const list = body(booted.es10('BF2D055C039F7090'));
  assert.equal(list, 'BF2D13A011E3099F70010090036E6577E3049F700101');
});

test('GetEID answers the EID [M-26]', () => {
  assert.equal(new Card().es10('BF3E035C015A'), `BF3E125A10${EID}9000`);
});

test('GetProfilesInfo tells of both profiles, with the data of two operators [M-26] [M-27] [M-28]', () => {
  const infos = at(body(new Card().es10('BF2D00')), 'BF2D', 'A0')!.inside;
  assert.deepEqual(
    infos.map((one) => one.inside.map(({ tag, value }) => [tag, value])),
    [
      [
        ['5A', '980000000000000000F1'],
        ['4F', ISD_P1],
        ['9F70', '01'],
        ['90', hexText('first')],
        ['91', hexText('Operator One')],
        ['92', hexText('Contract')],
        ['95', '02'],
      ],
      [
        ['5A', '98000000000000000032'],
        ['4F', ISD_P2],
        ['9F70', '00'],
        ['91', hexText('Operator Two')],
        ['92', hexText('Prepaid')],
        ['95', '02'],
      ],
    ],
  );
});

test('GetProfilesInfo obeys tag list and search, and passes over tags it does not know', () => {
  const card = new Card();
  const owner = body(card.es10('BF2D19A0124F10A0000005591010FFFFFFFF89000011005C03B7BF76'));
  assert.equal(owner, 'BF2D0FA00DE30BB70980031300628102BA01');
  assert.equal(card.es10('BF2D05A003950100'), 'BF2D02A0009000');
  const operational = body(card.es10('BF2D08A0039501025C0190'));
  assert.equal(at(operational, 'BF2D', 'A0')?.inside.length, 2);
});

test('GetProfilesInfo answers incorrect input values for criteria it cannot read', () => {
  assert.equal(new Card().es10('BF2D05A003950109'), 'BF2D038101019000');
  assert.equal(new Card().es10('BF2D035C019F'), 'BF2D038101019000');
});

for (const [version, svn] of [
  ['2.0', '020000'],
  ['2.1', '020100'],
  ['2.2', '020200'],
  ['2.5', '020500'],
] as const) {
  test(`an eUICC described as ${version} says so in FCI and both EUICCInfo [M-80] [M-81]`, () => {
    const card = new Card({ version });
    assert.equal(at(body(card.select('ISD-R')), '6F', 'E0', '82')?.value, svn);
    assert.equal(card.es10('BF2000'), `BF20358203${svn}A9160414${CI_KEY}AA160414${CI_KEY}9000`);
    assert.equal(at(body(card.es10('BF2200')), 'BF22', '82')?.value, svn);
  });
}

test('EUICCInfo2 has its mandatory elements in order, and tells of real memory', () => {
  const card = new Card();
  const info = at(body(card.es10('BF2200')), 'BF22')!;
  assert.deepEqual(
    info.inside.map((one) => one.tag),
    ['81', '82', '83', '84', '85', '86', '87', '88', 'A9', 'AA', '99', '04', '0C'],
  );
  const resource = der(at(body(card.es10('BF2200')), 'BF22', '84')!.value);
  assert.deepEqual(
    resource.map((one) => one.tag),
    ['81', '82', '83'],
  );
  assert.equal(Number.parseInt(resource[0]!.value, 16), 2);
  assert.equal(Number.parseInt(resource[1]!.value, 16), card.bench.services.nvm.free);
});

test('GetEUICCChallenge gives 16 fresh bytes', () => {
  const card = new Card();
  const first = card.es10('BF2E00');
  assert.match(first, /^BF2E128010[0-9A-F]{32}9000$/);
  assert.notEqual(card.es10('BF2E00'), first);
});

test('SetNickname, up to removing it; an unknown ICCID is told', () => {
  const card = new Card();
  const nickname = () =>
    at(body(card.es10('BF2D11A00C5A0A980000000000000000F15C0190')), 'BF2D', 'A0', 'E3')!.inside;
  assert.equal(card.es10('BF29115A0A980000000000000000F190036E6577'), 'BF29038001009000');
  assert.deepEqual(
    nickname().map((one) => one.value),
    [hexText('new')],
  );
  assert.equal(card.es10('BF290E5A0A980000000000000000F19000'), 'BF29038001009000');
  assert.deepEqual(nickname(), []);
  assert.equal(card.es10('BF29115A0A990000000000000000F190036E6577'), 'BF29038001019000');
  const tooLong = `BF294F5A0A980000000000000000F19041${'41'.repeat(65)}`;
  assert.equal(card.es10(tooLong), '6A80');
  assert.deepEqual(nickname(), []);
});

test('default SM-DP+ address: absent, set, removed', () => {
  const card = new Card();
  const address = () => at(body(card.es10('BF3C00')), 'BF3C', '80')?.value;
  assert.equal(address(), undefined);
  assert.equal(card.es10('BF3F0C800A64702E6578616D706C65'), 'BF3F038001009000');
  assert.equal(address(), hexText('dp.example'));
  assert.equal(card.es10('BF3F028000'), 'BF3F038001009000');
  assert.equal(address(), undefined);
});

for (const [name, request, expected] of [
  ['ListNotification: none', 'BF2800', 'BF2802A0009000'],
  ['RetrieveNotificationsList: no result', 'BF2B00', 'BF2B038101019000'],
  ['RemoveNotificationFromList: nothing to delete', 'BF3003800101', 'BF30038001019000'],
  ['GetRAT: an empty table', 'BF4300', 'BF4302A0009000'],
  ['an unknown function: 6A88', 'BF7F00', '6A88'],
  ['a function that is not there yet: 6A88', 'BF3300', '6A88'],
  ['no object: 6A80', 'BF3E', '6A80'],
  ['an object and more: 6A80', 'BF200000', '6A80'],
  ['GetEID for another tag: 6A80', 'BF3E035C0142', '6A80'],
  ['EnableProfile without its flag: 6A80', 'BF310EA00C5A0A980000000000000000F1', '6A80'],
] as const) {
  test(name, () => {
    const card = new Card();
    assert.equal(card.es10(request), expected);
    assert.deepEqual(card.bench.batches, []);
  });
}

test('a request in two blocks, which another SELECT between them ends', () => {
  const card = new Card();
  card.select('ISD-R');
  assert.equal(card.send('80E2110003BF3E03'), '9000');
  assert.equal(card.send('80E29101035C015A'), `BF3E125A10${EID}9000`);
  card.send('80E2110003BF3E03');
  card.select('ISD-R');
  assert.equal(card.send('80E29101035C015A'), '6A86');
});

for (const [name, apdu, expected] of [
  ['an unknown instruction: 6D00', '80FA000000', '6D00'],
  ['READ BINARY: 6D00', '00B0000000', '6D00'],
  ['STORE DATA in the inter-industry class: 6D00', '00E2910003BF2000', '6D00'],
  ['STORE DATA with secure messaging: 6882', '84E2910003BF2000', '6882'],
  ['GET DATA: 6A88', '80CA006600', '6A88'],
  ['SELECT by file identifier: 6A86', '00A40000023F00', '6A86'],
] as const) {
  test(`ISD-R: ${name}`, () => {
    const card = new Card();
    card.select('ISD-R');
    assert.equal(card.send(apdu), expected);
  });
}

test("the enabled profile's MNO-SD is a security domain of its own, without keys yet [M-28]", () => {
  const card = new Card();
  card.select('MNO-SD of ISD-P1');
  const data = body(card.send('80CA006600'));
  assert.equal(at(data, '66', '73', '06')?.value, '2A864886FC6B01');
  assert.equal(card.send('80CA004200'), '6A88');
  assert.equal(card.send('80F28002024F0000'), '6982');
  assert.match(card.send('8050000008010203040506070800'), /^6[9A]8[0-9]$/);
  assert.deepEqual(card.bench.batches, []);
});

test('ECASD: GET DATA 5A is the EID, in either class; others are 6A88 and 6D00', () => {
  const card = new Card();
  card.select('ECASD');
  assert.equal(card.send('80CA005A00'), `5A10${EID}9000`);
  assert.equal(card.send('00CA005A00'), `5A10${EID}9000`);
  assert.equal(card.send('80CA004200'), '6A88');
  assert.equal(card.send('80E2910003BF2000'), '6D00');
});

function commandOf(session: Session, more: Partial<Command>): Command {
  return {
    session,
    cla: 0,
    ins: 0,
    p1: 0,
    p2: 0,
    data: new Uint8Array(0),
    le: undefined,
    at: 0,
    selecting: undefined,
    charge: () => {},
    ...more,
  };
}

for (const [name, header, data, expected] of [
  ['TERMINAL CAPABILITY', [0xaa, 0, 0], 'A9088100820101830107', 0x9000],
  ['TERMINAL CAPABILITY without its template', [0xaa, 0, 0], '8100', 0x6a80],
  ['TERMINAL PROFILE', [0x10, 0, 0], 'FFFF', 0x9000],
  ['TERMINAL PROFILE with P1 01', [0x10, 1, 0], 'FFFF', 0x6a86],
  ['FETCH with nothing pending', [0x12, 0, 0], '', 0x6985],
  ['TERMINAL RESPONSE to nothing', [0x14, 0, 0], '810301', 0x6985],
  ['ENVELOPE nobody waits for', [0xc2, 0, 0], 'D100', 0x6985],
  ['MANAGE LSI', [0x7c, 0, 0], '', 0x6d00],
  ['RESIZE or INS 76', [0x76, 0, 0], '', 0x6d00],
] as const) {
  test(`card session: ${name}`, () => {
    const { bench, session } = new Card();
    const [ins, p1, p2] = header;
    const command = commandOf(session, { cla: 0x80, ins, p1, p2, data: unhex(data) });
    assert.equal(
      swOf(() => bench.container.processSession(command, undefined)),
      expected,
    );
  });
}

function swOf(run: () => unknown): number {
  try {
    return (run() as { readonly done: { readonly sw: number } }).done.sw;
  } catch (error) {
    assert.ok(error instanceof Refusal, String(error));
    return error.sw;
  }
}

test('T=0: STORE DATA brings data, GET DATA fetches them, others are left to the table', () => {
  const { container } = new Card().bench;
  const [isdR, ecasd] = container.entities().list;
  assert.equal(container.incoming(isdR, unhex('80E2910003')), true);
  assert.equal(container.incoming(ecasd, unhex('80CA005A00')), false);
  assert.equal(container.incoming(isdR, unhex('00B0000000')), undefined);
  assert.equal(container.incoming(undefined, unhex('80E2910003')), undefined);
});

test('a session begins on the ISD-R while there is no file system', () => {
  const { container } = new Card().bench;
  const session = { link: BENCH_LINK, lsi: 0, channel: 0, ram: new Map() };
  assert.equal(container.implicit(session)?.name, 'ISD-R');
});

for (const [name, change, message] of [
  ['an EID with wrong check digits', { eid: EID.replace(/5$/, '6') }, /check digits/],
  [
    'two enabled profiles',
    { profiles: PROFILES.map((one) => ({ ...one, state: 'enabled' as const })) },
    /ISD-P1 and ISD-P2 are both enabled/,
  ],
  [
    'one AID twice',
    { profiles: [PROFILES[0]!, { ...PROFILES[1]!, isdP: ISD_P1 }] },
    /ISD-P1 and ISD-P2 have one AID/,
  ],
  [
    'one ICCID twice',
    { profiles: [PROFILES[0]!, { ...PROFILES[1]!, iccid: PROFILES[0]!.iccid }] },
    /have one ICCID/,
  ],
  ['an MNO-SD named as the ISD-R', { isdR: { aid: MNO_SD } }, /MNO-SD has the AID of ISD-R/],
  [
    'a nickname of more than 64 bytes',
    { profiles: [{ ...PROFILES[0]!, nickname: '€'.repeat(22) }] },
    /nickname/,
  ],
] as const) {
  test(`${name} is refused by name`, () => {
    assert.throws(
      () => new Card(change),
      (error) =>
        error instanceof HostError &&
        error.code === 'DESCRIPTION_INVALID' &&
        message.test(error.message),
    );
  });
}

function hexText(text: string): string {
  return Buffer.from(text, 'utf8').toString('hex').toUpperCase();
}

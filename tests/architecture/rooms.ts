/** The import table of the house as data: which rooms there are and who may enter which. */

export interface Room {
  /** Folder below `src/`, or a single file. The longest match owns a module. */
  readonly path: string;
  /** A room imports only from lower floors; rooms of one floor only where `may` says so. */
  readonly floor: number;
  /** Rooms it may import, by path. */
  readonly may: readonly string[];
  /** npm packages it may import, by name, a scope for all of its packages. */
  readonly packages: readonly string[];
  /** Whether the platform (`node:`) may be imported. */
  readonly platform: boolean;
}

const WIRE = ['base'];
const FAMILY = [...WIRE, 'wire'];
const CODE = ['base', 'wire', 'crypto'];
const ABI = [...CODE, 'os/abi'];
const LINK = ['base', 'wire', 'link'];
const BOXES = ['containers', 'containers/globalplatform', 'containers/euicc'];
const SHAPES = 'containers/shapes';
const LINKS = [
  'link',
  'link/line',
  'link/block',
  'link/contacts',
  'link/t0',
  'link/t1',
  'link/spi',
  'link/swp',
  'link/hci',
  'link/apdu-gate',
  'link/contactless',
  'link/proprietary',
];
const SYSTEM = ['os/routing', 'os/pairing', 'os/alias', 'os/ruling', 'os/nvm'];
const HOST_FAMILIES = [
  'wire/asn1',
  'wire/cap',
  'wire/cat',
  'wire/globalplatform',
  'wire/sms',
  'wire/x509',
  'wire/secured-packet',
];
const RSP_FAMILIES = ['wire/asn1', 'wire/es9', 'wire/es10', 'wire/x509'];
const LIBRARIES = ['gp', 'uicc', 'javacard'];
const KIND = [...ABI, ...LIBRARIES, 'rsp', 'applets', SHAPES, 'wire/globalplatform'];
const UPPER = ['rsp', 'applets', SHAPES, ...BOXES];
const RUN = [
  'run/platform',
  'run/store',
  'run/transcript',
  'run/runner',
  'run/clients',
  'run/device',
];
const KEEP = [
  'keep/files',
  'keep/store',
  'keep/journal',
  'keep/sealing',
  'keep/data-folder',
  'keep/state-diff',
];
const ATTACH = [
  'attach/version',
  'attach/streams',
  'attach/node-crypto',
  'attach/plugins',
  'attach/pcsc',
  'attach/pcsc-client',
  'attach/raw',
  'attach/vpcd',
  'attach/at',
  'attach/lpac-stdio',
  'attach/service',
  'attach/in-process',
  'attach/control',
  'attach/serve',
  'attach/schemas',
  'attach/capture',
  'attach/https-client',
  'attach/qr-picture',
  'attach/rsp-server',
];
const RSP_SERVERS = ['host/rsp-server', 'host/smdp', 'host/smds'];

export const ROOMS: readonly Room[] = [
  room('base', 0, []),
  room('wire', 1, WIRE),
  // Each family of codecs has a door of its own; every family that is written in ASN.1 uses asn1.
  room('wire/asn1', 1, FAMILY),
  room('wire/es10', 1, [...FAMILY, 'wire/asn1']),
  room('wire/es8', 1, [...FAMILY, 'wire/asn1', 'wire/es10']),
  // Messages of servers, which are JSON.
  room('wire/es9', 1, FAMILY),
  // Messages in words, for display; no codec uses it.
  room('wire/describe', 1, [
    ...FAMILY,
    'wire/asn1',
    'wire/cat',
    'wire/es10',
    'wire/globalplatform',
    'wire/sms',
  ]),
  room('wire/cap', 1, FAMILY),
  // CAP files in words, for people and tests.
  room('wire/cap-text', 1, [...FAMILY, 'wire/cap']),
  room('wire/cat', 1, [...FAMILY, 'wire/sms']),
  // Tables that a GlobalPlatform card and a host share.
  room('wire/globalplatform', 1, FAMILY),
  room('wire/gsmtap', 1, FAMILY),
  room('wire/secured-packet', 1, FAMILY),
  room('wire/sms', 1, FAMILY),
  room('wire/x509', 1, [...FAMILY, 'wire/asn1']),
  room('wire/saip', 1, [...FAMILY, 'wire/asn1']),
  room('crypto', 1, ['base'], ['@noble']),

  // Inside the links: line serves all; block serves t1 and spi; hci stands on swp. `link` itself
  // is the shared contract and the index; the index of a link room is where others enter.
  room('link', 2, ['base', 'wire', ...LINKS.slice(1)]),
  room('link/line', 2, LINK),
  room('link/block', 2, [...LINK, 'link/line']),
  room('link/t0', 2, [...LINK, 'link/line']),
  room('link/t1', 2, [...LINK, 'link/line', 'link/block']),
  room('link/spi', 2, [...LINK, 'link/line', 'link/block']),
  room('link/contacts', 2, [...LINK, 'link/line', 'link/t0', 'link/t1']),
  room('link/swp', 2, [...LINK, 'link/line']),
  room('link/hci', 2, [...LINK, 'link/line', 'link/swp']),
  room('link/apdu-gate', 2, [...LINK, 'link/line', 'link/hci']),
  room('link/contactless', 2, [...LINK, 'link/line', 'link/hci']),
  room('link/proprietary', 2, LINK),

  room('os/abi', 2, CODE),
  ...SYSTEM.map((path) => room(path, 3, ABI)),
  room('os/kernel', 3, [...ABI, ...SYSTEM]),
  room('gp', 3, [...ABI, 'wire/globalplatform', 'wire/secured-packet', 'wire/x509']),
  room('uicc', 3, [...ABI, 'wire/cat', 'wire/sms', 'wire/secured-packet']),
  room('javacard', 3, [...ABI, 'wire/cap']),

  room('rsp', 4, [
    ...ABI,
    'gp',
    'uicc',
    'wire/cat',
    'wire/es8',
    'wire/es10',
    'wire/globalplatform',
    'wire/saip',
    'wire/x509',
  ]),
  room('applets', 4, [...ABI, ...LIBRARIES, 'wire/cap', 'wire/cat', 'wire/globalplatform']),
  // Shapes: the parts of a description that several kinds of container are written with.
  room('containers/shapes', 5, ['base', 'crypto', 'applets'], ['zod']),
  room('containers/globalplatform', 5, KIND, ['zod']),
  room(
    'containers/euicc',
    5,
    [...KIND, 'wire/es8', 'wire/es10', 'wire/saip', 'wire/secured-packet', 'wire/sms'],
    ['zod'],
  ),
  room('containers', 5, BOXES.slice(1)),

  room('device', 6, [...ABI, ...LINKS, ...SYSTEM, 'os/kernel', ...LIBRARIES, ...UPPER], ['zod']),
  room('host', 7, [...CODE, ...LINKS, ...HOST_FAMILIES, 'device']),
  // Servers of remote provisioning; loaded by what needs them alone.
  room('host/rsp-server', 7, [...CODE, ...RSP_FAMILIES, 'device', 'host']),
  room('host/smdp', 7, [...CODE, ...RSP_FAMILIES, 'wire/es8', 'host', 'host/rsp-server']),
  room('host/smds', 7, [...CODE, ...RSP_FAMILIES, 'host', 'host/rsp-server']),
  // An operator's data preparation: from a description of one subscription to a package.
  room(
    'host/profile-builder',
    7,
    [...CODE, 'wire/globalplatform', 'wire/saip', 'wire/sms'],
    ['zod'],
  ),
  // A local profile assistant; loaded by what needs it alone.
  room('host/lpa', 7, [
    ...CODE,
    'wire/asn1',
    'wire/es10',
    'wire/es8',
    'wire/es9',
    'wire/x509',
    'host',
  ]),
  // Conformance cases against a copy of a device, with servers and an LPA around it.
  room('host/report', 7, [
    ...CODE,
    ...RSP_FAMILIES,
    'wire/cat',
    'wire/es8',
    'wire/saip',
    'wire/secured-packet',
    'device',
    'host',
    'host/lpa',
    'host/profile-builder',
    ...RSP_SERVERS,
  ]),
  ...inner('run', 8, [...CODE, 'device', 'host'], {
    platform: {},
    store: {},
    transcript: {},
    runner: { may: ['host/lpa', 'run/platform', 'run/store'] },
    clients: { may: ['run/runner'] },
    device: {
      may: ['run/platform', 'run/store', 'run/transcript', 'run/runner', 'run/clients'],
    },
  }),
  ...inner('keep', 8, [...CODE, 'device', 'host', 'run/store'], {
    files: { platform: true },
    store: { may: ['keep/files'], packages: ['lmdb'], platform: true },
    journal: { may: ['keep/files', 'run/device'], platform: true },
    sealing: { may: ['keep/files', 'keep/journal'], platform: true },
    'data-folder': { may: ['keep/files', 'keep/sealing'], platform: true },
    'state-diff': {},
  }),
  ...inner('attach', 9, [...CODE, 'device', 'host', ...RUN, ...KEEP], {
    version: { platform: true },
    streams: { platform: true },
    'node-crypto': { platform: true },
    plugins: { platform: true },
    pcsc: { platform: true },
    // Cards in readers of this machine, as any PC/SC program reaches them.
    'pcsc-client': { packages: ['koffi'], platform: true },
    raw: { may: ['attach/streams'], platform: true },
    vpcd: { may: ['attach/streams'], packages: ['koffi'], platform: true },
    at: { may: ['attach/streams'], packages: ['koffi'], platform: true },
    'lpac-stdio': { may: ['attach/streams'], platform: true },
    'in-process': { may: ['attach/version', 'attach/node-crypto'] },
    service: { may: ['attach/version', 'attach/node-crypto'], platform: true },
    // Ways to servers of remote provisioning, and pictures of activation codes.
    'https-client': { may: ['wire/es9'], platform: true },
    'qr-picture': { packages: ['qr', 'pngjs', 'jpeg-js'], platform: true },
    capture: { may: ['attach/service', 'wire/gsmtap'], platform: true },
    control: {
      may: ['attach/service', 'attach/streams'],
      packages: ['zod'],
      platform: true,
    },
    'rsp-server': {
      may: [...RSP_SERVERS, 'wire/es9', 'wire/x509', 'attach/streams', 'attach/https-client'],
      platform: true,
    },
    serve: { may: ['attach/control', 'attach/service', 'attach/streams'], platform: true },
    schemas: {
      may: ['attach/control', 'host/profile-builder', 'host/smdp'],
      packages: ['zod'],
      platform: true,
    },
  }),
  room(
    'cli',
    10,
    [
      'base',
      'wire',
      'wire/cap-text',
      'wire/cat',
      'wire/describe',
      'wire/es10',
      'wire/globalplatform',
      'wire/sms',
      'wire/saip',
      'wire/secured-packet',
      'crypto',
      'host/lpa',
      'host/profile-builder',
      'host/report',
      ...RSP_SERVERS,
      'javacard',
      'wire/cap',
      'device',
      'host',
      ...RUN,
      ...KEEP,
      ...ATTACH,
    ],
    ['commander', '@bomb.sh'],
    true,
  ),
  room('public-types.ts', 10, ['base', 'crypto', 'device', 'host', ...RUN]),
  room('browser.ts', 10, ['base', 'device', 'host', ...RUN, 'public-types.ts']),
  // For test authors: any runner, and vitest's own form beside it.
  room('testing', 10, [
    'base',
    'wire',
    'device',
    ...RUN,
    'attach/in-process',
    'attach/node-crypto',
    'public-types.ts',
  ]),
  room('testing/vitest', 10, ['testing', 'attach/in-process'], ['vitest']),
  room('index.ts', 10, [
    'base',
    'device',
    'host',
    ...RUN,
    ...KEEP,
    'attach/in-process',
    'attach/node-crypto',
    'public-types.ts',
  ]),
];

/** Floor of the first room that is not of the synchronous core. */
export const RUN_FLOOR = 8;

/** Whether a module of `src/` drives devices and needs no platform for it. */
export function isRun(path: string): boolean {
  return path === 'src/browser.ts' || path.startsWith('src/run/');
}

interface InnerRoom {
  readonly may?: readonly string[];
  readonly packages?: readonly string[];
  readonly platform?: boolean;
}

/** The rooms of a folder that is no room itself; all of them may import `may`. */
function inner(
  folder: string,
  floor: number,
  may: readonly string[],
  rooms: Readonly<Record<string, InnerRoom>>,
): readonly Room[] {
  return Object.entries(rooms).map(([name, own]) => {
    const reach = [...may, ...(own.may ?? [])];
    return room(`${folder}/${name}`, floor, reach, own.packages, own.platform);
  });
}

function room(
  path: string,
  floor: number,
  may: readonly string[],
  packages: readonly string[] = [],
  platform = false,
): Room {
  return { path, floor, may, packages, platform };
}

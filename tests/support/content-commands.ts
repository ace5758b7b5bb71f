/** Data fields of content management and load files, as an off-card entity makes them. */
import { bigEndian, type Bytes, bytes, concat, EMPTY, hex, unhex } from '../../src/base/index.ts';
import { emitCapSummary } from '../../src/wire/cap/index.ts';
import { emitLength, emitTlv } from '../../src/wire/index.ts';
import type { Client } from './globalplatform-card.ts';

/** Instructions of the module for tests. */
export { PROBE_INS } from '../../src/applets/index.ts';

/** The package of native modules for tests, and its module. */
export const PROBE_FILE = 'F0424946524F4E5301';
export const PROBE_MODULE = 'F0424946524F4E530101';
/** The load file that security domains are made from, and its module. */
export const DOMAIN_FILE = 'A0000001515350';
export const DOMAIN_MODULE = 'A000000151535041';
/** Parameters of an application without any. */
export const NO_PARAMETERS = 'C900';

export interface StubOptions {
  readonly aid?: string;
  readonly modules?: readonly string[];
  readonly version?: readonly [number, number];
}

/** The load file data block of a stub load file. */
export function stubBlock(options: StubOptions = {}): Bytes {
  const { aid = PROBE_FILE, modules = [PROBE_MODULE], version = [1, 0] } = options;
  const [major, minor] = version;
  return emitCapSummary({
    header: {
      magic: 0xdecaffed,
      major: 2,
      minor: 1,
      flags: modules.length > 0 ? 0x04 : 0,
      package: { major, minor, aid: unhex(aid) },
      name: undefined,
    },
    applets: modules.map((one) => ({ aid: unhex(one), installOffset: 0 })),
  });
}

/** The load file of a block, without DAP blocks. */
export function loadFileOf(block: Bytes): Bytes {
  return emitTlv(0xc4, block);
}

function lv(field: string): string {
  return hex(bytes(field.length / 2)) + field;
}

function long(field: string): string {
  return hex(emitLength(field.length / 2)) + field;
}

export interface ForLoad {
  readonly aid?: string;
  readonly domain?: string;
  readonly hash?: string;
  readonly parameters?: string;
  readonly token?: string;
}

export function forLoad(of: ForLoad = {}): string {
  const { aid = PROBE_FILE, domain = '', hash = '', parameters = '', token = '' } = of;
  return lv(aid) + lv(domain) + lv(hash) + long(parameters) + long(token);
}

export interface ForInstall {
  readonly file?: string;
  readonly module?: string;
  readonly aid: string;
  readonly privileges?: string;
  readonly parameters?: string;
  readonly token?: string;
}

export function forInstall(of: ForInstall): string {
  const { file = PROBE_FILE, module = PROBE_MODULE, aid, privileges = '000000' } = of;
  const { parameters = NO_PARAMETERS, token = '' } = of;
  return lv(file) + lv(module) + lv(aid) + lv(privileges) + long(parameters) + long(token);
}

/** A security domain. */
export function forDomain(of: Omit<ForInstall, 'file' | 'module'>): string {
  return forInstall({ file: DOMAIN_FILE, module: DOMAIN_MODULE, privileges: '800000', ...of });
}

export interface ForChange {
  readonly domain?: string;
  readonly aid?: string;
  readonly privileges?: string;
  readonly parameters?: string;
  readonly token?: string;
}

/** Make selectable, extradition, personalization and registry update have one layout. */
export function forChange(of: ForChange): string {
  const { domain = '', aid = '', privileges = '', parameters = '', token = '' } = of;
  return `${lv(domain)}00${lv(aid)}${lv(privileges)}${long(parameters)}${long(token)}`;
}

/** System specific parameters around objects: `C8020100` becomes `EF04C8020100`. */
export function system(objects: string): string {
  return hex(emitTlv(0xef, unhex(objects)));
}

/** The amounts of memory in an object of two or four bytes. */
export function memory(tag: number, amount: number): string {
  return hex(emitTlv(tag, bigEndian(amount, amount > 0x7fff ? 4 : 2)));
}

/** LOAD commands of a load file: header and data of each. */
export function loadBlocks(
  content: Bytes,
  blockLength = 200,
): readonly (readonly [string, string])[] {
  const count = Math.max(1, Math.ceil(content.length / blockLength));
  return Array.from({ length: count }, (_, at) => {
    const p1 = at === count - 1 ? 0x80 : 0;
    const part = content.subarray(at * blockLength, (at + 1) * blockLength);
    return [hex(bytes(0x80, 0xe8, p1, at & 0xff)), hex(part)] as const;
  });
}

/** Loads a stub load file; the status word of the first command that is refused, or of the last. */
export function loadStub(
  client: Client,
  of: ForLoad & { readonly stub?: StubOptions } = {},
): number {
  const { stub = {}, ...fields } = of;
  return loadBlock(client, stubBlock({ aid: fields.aid ?? PROBE_FILE, ...stub }), fields);
}

export function loadBlock(client: Client, block: Bytes, fields: ForLoad = {}): number {
  const begun = client.send('80E60200', forLoad(fields));
  if (begun.sw !== 0x9000) return begun.sw;
  for (const [header, data] of loadBlocks(loadFileOf(block))) {
    const { sw } = client.send(header, data);
    if (sw !== 0x9000) return sw;
  }
  return 0x9000;
}

/** INSTALL [for install and make selectable] of the probe; its status word. */
export function installProbe(client: Client, of: ForInstall): number {
  return client.send('80E60C00', forInstall(of)).sw;
}

/** DELETE by name; its status word. */
export function remove(client: Client, aid: string, related = false): number {
  return client.send(`80E400${related ? '80' : '00'}`, hex(emitTlv(0x4f, unhex(aid)))).sw;
}

/** Empty data stand for one of no bytes. */
export function joined(...parts: readonly string[]): string {
  return hex(concat(EMPTY, ...parts.map((one) => unhex(one))));
}

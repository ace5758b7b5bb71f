/** From the description's files and PINs to what a UICC is created from. */
import { type Bytes, concat, EMPTY, hex, unhex } from '../../base/index.ts';
import { AUTHENTICATION_LENGTHS } from '../../crypto/index.ts';
import {
  AccessRules,
  type AlgorithmName,
  applicationName,
  FID_ARR,
  FID_MF,
  type FileAttributes,
  type FileSetup,
  keyFileContent,
  PLAIN_FILE,
  SPECIAL,
  STANDARD_MILENAGE,
  type SubscriptionSetup,
  type UiccSetup,
  type VolumeSetup,
} from '../../uicc/index.ts';
import { conflict, UiccConflict } from './uicc-conflict.ts';
import type {
  AuthenticationConfig,
  UiccConfig,
  UiccFileConfig,
  UiccPinConfig,
} from './uicc-description.ts';
import { isUserKey, padded, pinOf, references } from './uicc-pins.ts';

/** EF.ARR below the MF, and below an ADF. [TS102221 §13.4] */
const SFI_ARR = { mf: 0x06, adf: 0x17 } as const;
/** Identifiers of ADFs, which only CREATE and DELETE FILE use. */
const FID_ADF = 0x7ff0;

/** Why a described UICC contradicts itself. */
export function uiccConflict(config: UiccConfig): string | undefined {
  try {
    uiccSetup(config);
    return undefined;
  } catch (error) {
    if (error instanceof UiccConflict) return error.message;
    throw error;
  }
}

export function uiccSetup(config: UiccConfig): UiccSetup {
  const { pins, applications, remote = [], generation, authentication } = config;
  const sim = generation === 'sim';
  if (sim && applications.length > 0) conflict('a SIM has no applications');
  const rules = new AccessRules(FID_ARR.mf);
  const names = applications.map((one) => one.aid.toUpperCase());
  if (new Set(names).size < names.length) conflict('two applications have one AID');
  const keys = references(pins, sim ? 'sim' : 'mf');
  const adfs = applications.map((one, at): VolumeSetup => {
    const local = references(one.pins, 'adf');
    const attributes = {
      ...PLAIN_FILE,
      fid: FID_ADF + at,
      kind: 'df',
      name: unhex(one.aid),
      rules: rules.reference({ read: 'always', update: 'ADM1', manage: 'ADM1' }, 'df'),
      keys: Uint8Array.from([...keys.filter(isUserKey), ...local]),
    } as const;
    const own = new AccessRules(FID_ARR.df);
    const label = one.name || applicationName(attributes.name);
    const subscription = one.authentication && subscriptionOf(one.authentication, label);
    const files = withKeys(one, subscription, label);
    const made = volume(attributes, { ...one, files, label, rules: own, arr: FID_ARR.df });
    return { ...made, subscription };
  });
  const root = {
    ...PLAIN_FILE,
    fid: FID_MF,
    kind: 'df',
    rules: rules.reference({ read: 'always', update: 'ADM1', manage: 'ADM1' }, 'df'),
    keys: Uint8Array.from(keys),
  } as const;
  const subscription = authentication && subscriptionOf(authentication, 'MF');
  const filled = withKeys(config, subscription, 'MF');
  const made = volume(root, { pins, files: filled, label: 'MF', rules, arr: FID_ARR.mf });
  const mf = { ...made, subscription };
  const unknown = remote.find(
    (one) => one.adf !== undefined && !names.includes(one.adf.toUpperCase()),
  );
  if (unknown !== undefined) conflict(`remote: no application has the AID ${unknown.adf}`);
  const reached = remote.map(({ tar, adf = '', minimum, access }) => {
    return { tar: unhex(tar), adf: unhex(adf), minimum, access };
  });
  return { mf, applications: adfs, remote: reached, sim };
}

/** The files of the MF or an ADF; that of keys holds what `authentication` describes. */
function withKeys(
  { files, authentication }: Pick<UiccConfig, 'files' | 'authentication'>,
  setup: SubscriptionSetup | undefined,
  label: string,
): readonly UiccFileConfig[] {
  const keyFile = authentication?.keyFile?.toUpperCase();
  if (keyFile === undefined || setup === undefined) return files;
  const file = files.find(({ path }) => path === keyFile);
  if (file === undefined) return conflict(`${label}: no file ${keyFile}, which has its keys`);
  if (file.content !== undefined)
    conflict(`${label}: file ${keyFile} has its content from key and opc`);
  const content = hex(keyFileContent(setup.subscription));
  return files.map((one) => (one === file ? { ...one, content } : one));
}

/** Lengths as the algorithm has them. */
function subscriptionOf(config: AuthenticationConfig, label: string): SubscriptionSetup {
  const { algorithm, resLength, iterations, delta, age, keyFile } = config;
  const key = unhex(config.key);
  const opc = unhex(config.opc ?? '');
  const lengths = AUTHENTICATION_LENGTHS[algorithm];
  if (!lengths.k.includes(key.length)) conflict(`${label}: K of ${key.length} bytes`);
  if (!lengths.opc.includes(opc.length)) conflict(`${label}: OPc of ${opc.length} bytes`);
  if (resLength > RES_LENGTH_MAX[algorithm]) conflict(`${label}: RES of ${resLength} bytes`);
  const limits = { delta, age };
  const subscription = {
    algorithm,
    key,
    opc,
    resLength,
    iterations,
    limits,
    ...(keyFile === undefined ? {} : { keyFile: Number.parseInt(keyFile, 16) }),
  };
  return { subscription: { ...subscription, ...STANDARD_MILENAGE } };
}

/** Most bytes of RES. */
const RES_LENGTH_MAX: Readonly<Record<AlgorithmName, number>> = { milenage: 8, tuak: 32, xor: 16 };

interface Described {
  readonly pins: readonly UiccPinConfig[];
  readonly files: readonly UiccFileConfig[];
  readonly label: string;
  readonly rules: AccessRules;
  /** Identifier of its EF.ARR. */
  readonly arr: number;
}

function volume(attributes: FileAttributes, described: Described): VolumeSetup {
  const { pins, files, label, rules, arr } = described;
  const top: Node = { fid: attributes.fid, config: undefined, inside: [] };
  for (const one of files) place(top, one, label);
  const inside = top.inside.map((one) => setupOf(one, { rules, label }));
  const rule = rules.reference({ read: 'always', update: 'ADM1', manage: 'ADM1' }, 'ef');
  const isDescribed = inside.some((one) => one.attributes.fid === arr);
  if (isDescribed) conflict(`${label}: EF.ARR follows from the other files`);
  const sfis = distinctSfis(inside, label);
  const sfi = arr === FID_ARR.mf ? SFI_ARR.mf : SFI_ARR.adf;
  const { records, recordLength } = rules.file();
  const arrFile: FileSetup = {
    attributes: {
      ...PLAIN_FILE,
      fid: arr,
      kind: 'linear-fixed',
      sfi: sfis.includes(sfi) ? 0 : sfi,
      rules: rule,
      recordLength,
      length: recordLength * records.length,
    },
    content: concat(...records),
    files: [],
  };
  const root = { attributes, content: EMPTY, files: [arrFile, ...inside] };
  return { root, pins: pins.map((one) => pinOf(one)) };
}

function distinctSfis(files: readonly FileSetup[], label: string): readonly number[] {
  const sfis = files.map((one) => one.attributes.sfi).filter((sfi) => sfi !== 0);
  if (new Set(sfis).size < sfis.length) conflict(`${label}: two EFs have one short identifier`);
  return sfis;
}

interface Node {
  readonly fid: number;
  config: UiccFileConfig | undefined;
  readonly inside: Node[];
}

/** DFs on the way come into being. */
function place(top: Node, config: UiccFileConfig, label: string): void {
  const steps = config.path.split('/').map((text) => Number.parseInt(text, 16));
  let at = top;
  for (const fid of steps) {
    let next = at.inside.find((one) => one.fid === fid);
    if (next === undefined) at.inside.push((next = { fid, config: undefined, inside: [] }));
    at = next;
  }
  if (at.config !== undefined) conflict(`${label}: ${config.path} is there twice`);
  at.config = config;
}

const DIRECTORY = { read: 'always', update: 'ADM1', manage: 'ADM1' } as const;

function setupOf(
  { fid, config, inside }: Node,
  around: { readonly rules: AccessRules; readonly label: string },
): FileSetup {
  const { rules, label } = around;
  const path = config?.path ?? 'a DF';
  const kind = config === undefined || inside.length > 0 ? 'df' : kindOf(config);
  if (config !== undefined && inside.length > 0 && (config.kind ?? 'df') !== 'df') {
    return conflict(`${label}: ${path} is no DF, and holds files`);
  }
  const files = inside.map((one) => setupOf(one, around));
  distinctSfis(files, label);
  if (kind === 'df' || config === undefined) {
    const rule = rules.reference(config ?? DIRECTORY, 'df');
    const attributes = { ...PLAIN_FILE, fid, kind: 'df', rules: rule } as const;
    return { attributes, content: EMPTY, files };
  }
  const { content, length, recordLength } = contentOf(config, `${label}: ${path}`);
  const attributes: FileAttributes = {
    ...PLAIN_FILE,
    fid,
    kind,
    sfi: config.sfi ?? 0,
    rules: rules.reference(config, kind === 'cyclic' ? 'cyclic' : 'ef'),
    special: config.usableWhenDeactivated ? SPECIAL.USABLE_WHEN_DEACTIVATED : 0,
    length,
    recordLength,
    sizeMax: kind === 'ber-tlv' ? (config.sizeMax ?? 0) : 0,
  };
  return { attributes, content, files };
}

function kindOf({ kind, records, recordLength }: UiccFileConfig) {
  const hasRecords = records !== undefined || recordLength !== undefined;
  return kind ?? (hasRecords ? 'linear-fixed' : 'transparent');
}

interface Content {
  readonly content: Bytes;
  readonly length: number;
  readonly recordLength: number;
}

function contentOf(config: UiccFileConfig, where: string): Content {
  const kind = kindOf(config);
  if (kind !== 'linear-fixed' && kind !== 'cyclic') {
    const content = unhex(config.content ?? '');
    const length = config.size ?? content.length;
    if (length < Math.max(1, content.length)) conflict(`${where} has no room for its content`);
    return { content, length, recordLength: 0 };
  }
  const records = (config.records ?? []).map(unhex);
  const longest = Math.max(0, ...records.map((one) => one.length));
  const recordLength = config.recordLength ?? longest;
  const count = config.recordCount ?? records.length;
  if (recordLength === 0 || recordLength < longest) conflict(`${where} has longer records`);
  if (count === 0 || count < records.length) conflict(`${where} has more records`);
  const content = concat(...records.map((one) => padded(one, recordLength)));
  return { content, length: recordLength * count, recordLength };
}

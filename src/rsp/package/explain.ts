/** A profile package as people read it. [SAIP §8] */
import {
  type Bytes,
  hex,
  isWireError,
  describeWireError,
  hexNumber,
  nameOf,
} from '../../base/index.ts';
import {
  ALGORITHM_ID,
  type AkaParameter,
  type ApplicationInstance,
  isFileElementKind,
  type KeyObject,
  parseProfilePackage,
  peHeaderOf,
  peStatusName,
  PIN_DEFAULTS,
  type PinCodes,
  type ProfileElement,
  type ProfileHeader,
  PUK_DEFAULTS,
} from '../../wire/saip/index.ts';
import type { ProfileSupport } from './elements/profile-header.ts';
import { Expansion } from './expansion.ts';
import type { Plan, PlannedFile } from './plan.ts';

export interface ExplainOptions {
  readonly support: ProfileSupport;
  /** Whether keys and codes are shown. */
  readonly showKeys: boolean;
}

/** Lines: the elements in their order, the files that they create, and the result. */
export function explainPackage(source: Bytes, options: ExplainOptions): readonly string[] {
  const elements = parseProfilePackage(source);
  if (isWireError(elements)) return [`no profile package: ${describeWireError(elements)}`];
  const expansion = new Expansion(options.support);
  for (const one of elements) expansion.add(one);
  const plan = expansion.plan();
  return [
    `${source.length} bytes, ${elements.length} elements`,
    ...elements.flatMap((one) => elementLines(one, options)),
    ...(plan === undefined ? [] : treeLines(plan)),
    ...resultLines(expansion),
  ];
}

function elementLines(element: ProfileElement, options: ExplainOptions): readonly string[] {
  const header = peHeaderOf(element);
  const number = header === undefined ? '' : ` ${header.identification}`;
  const mandated = header?.mandated === undefined ? '' : ', mandated';
  const [first = '', ...more] = wordsOf(element, options);
  const head = `${element.kind}${number}${mandated}${first === '' ? '' : `: ${first}`}`;
  return [head, ...more.map((line) => `    ${line}`)];
}

function wordsOf(element: ProfileElement, options: ExplainOptions): readonly string[] {
  const { kind, value } = element;
  const secret = (bytes: Bytes): string =>
    options.showKeys ? hex(bytes) : `${bytes.length} bytes`;
  switch (kind) {
    case 'header':
      return headerWords(value);
    case 'pinCodes':
      return pinWords(value, secret);
    case 'pukCodes':
      return value.pukCodes.map(({ keyReference, pukValue, attempts }) => {
        const counters = attemptWords(attempts ?? PUK_DEFAULTS.attempts);
        return `PUK ${keyReference} = ${secret(pukValue)}, ${counters}`;
      });
    case 'akaParameter':
      return [akaWords(value, secret)];
    case 'securityDomain':
      return [
        domainWords(value.instance),
        ...(value.keyList ?? []).map((key) => keyWords(key, secret)),
      ];
    case 'rfm':
      return [
        `TAR ${(value.tarList ?? []).map(hex).join(' ') || 'in the AID'}, minimum security ` +
          `${hex(value.minimumSecurityLevel)}, ${rfmPlace(value.adfRFMAccess?.adfAID)}`,
      ];
    case 'application':
      return [
        `load package ${value.loadBlock ? hex(value.loadBlock.loadPackageAID) : 'none'}`,
        ...(value.instanceList ?? []).map((one) => `instance ${hex(one.instanceAID)}`),
      ];
    case 'genericFileManagement':
      return [`${countFiles(value.fileManagementCMD)} files without a template`];
    case 'unknown':
      return [`an element of a later edition, ${value.whole.length} bytes`];
    default:
      return 'files' in value && isFileElementKind(kind)
        ? [`template ${value.templateID}, ${value.files.length} files named`]
        : [];
  }
}

function headerWords(header: ProfileHeader): readonly string[] {
  const { majorVersion, minorVersion, profileType, iccid, mandatoryServices } = header;
  const name = profileType === undefined ? '' : ` "${profileType}"`;
  return [
    `version ${majorVersion}.${minorVersion}${name}, ICCID ${hex(iccid)}`,
    `requires ${mandatoryServices.names.join(', ') || 'no services'}`,
  ];
}

type Shown = (secret: Bytes) => string;

function pinWords({ pinCodes }: PinCodes, secret: Shown): readonly string[] {
  if (pinCodes.kind === 'filePath') return [`those of ${hex(pinCodes.value) || 'the MF'}`];
  return pinCodes.value.map((pin) => {
    const attributes = pin.pinAttributes ?? PIN_DEFAULTS.pinAttributes;
    const state = (attributes & 1) === 0 ? 'disabled' : 'enabled';
    const puk = pin.unblockingPINReference;
    const unblock = puk === undefined ? 'no PUK' : `PUK ${puk}`;
    const counters = attemptWords(pin.attempts ?? PIN_DEFAULTS.attempts);
    return `PIN ${pin.keyReference} = ${secret(pin.pinValue)}, ${state}, ${counters}, ${unblock}`;
  });
}

function attemptWords(byte: number): string {
  return `${byte & 0x0f} of ${byte >> 4} attempts`;
}

function akaWords({ algoConfiguration: { kind, value } }: AkaParameter, secret: Shown): string {
  if (kind === 'mappingParameter') return `those of ${hex(value.mappingSource)}`;
  const name = nameOf(ALGORITHM_ID, value.algorithmID) ?? `algorithm ${value.algorithmID}`;
  return `${name}, K ${secret(value.key)}, OPc ${secret(value.opc)}`;
}

function keyWords({ keyVersionNumber, keyIdentifier, keyComponents }: KeyObject, secret: Shown) {
  const parts = keyComponents.map(
    ({ keyType, keyData }) => `type ${hex(keyType)} ${secret(keyData)}`,
  );
  return `key ${hex(keyVersionNumber)}/${hex(keyIdentifier)}: ${parts.join(', ')}`;
}

function domainWords({ instanceAID, applicationPrivileges }: ApplicationInstance): string {
  return `${hex(instanceAID)}, privileges ${hex(applicationPrivileges)}`;
}

function rfmPlace(adf: Bytes | undefined): string {
  return adf === undefined ? 'files of the MF' : `files of ${hex(adf)}`;
}

function countFiles(commands: readonly (readonly { readonly kind: string }[])[]): number {
  return commands.flat().filter(({ kind }) => kind === 'createFCP').length;
}

function treeLines({ mf, applications }: Plan): readonly string[] {
  return [
    ...fileLines(mf.root, 'MF', ''),
    ...applications.flatMap(({ root }) => fileLines(root, `ADF ${hex(root.dfName)}`, '')),
  ];
}

function fileLines(file: PlannedFile, title: string, indent: string): readonly string[] {
  const inner = `${indent}  `;
  const files = file.files.flatMap((one) =>
    one.kind === 'df' ? fileLines(one, fileTitle(one), inner) : [`${inner}${leafWords(one)}`],
  );
  return [`${indent}${title}`, ...files];
}

function fileTitle({ fid, name }: PlannedFile): string {
  const is = hexNumber(fid, 2);
  return name === undefined ? is : `${is} ${name}`;
}

function leafWords(file: PlannedFile): string {
  const { kind, length, recordLength, sfi, rule, link } = file;
  const records = recordLength === 0 ? 0 : length / recordLength;
  const size =
    link !== undefined
      ? `linked to ${fileTitle(link)}`
      : records > 0
        ? `${kind}, ${records} x ${recordLength} bytes`
        : `${kind}, ${length} bytes`;
  const short = sfi === 0 ? '' : `, SFI ${sfi}`;
  const access = `rule ${hexNumber(rule.fid, 2)}/${rule.record}`;
  return `${fileTitle(file)}: ${size}${short}, ${access}`;
}

function resultLines({ failure, warnings }: Expansion): readonly string[] {
  const lines = warnings.map((one) => `warning: ${statusWords(one)}`);
  return [...lines, failure === undefined ? 'result: ok' : `result: ${statusWords(failure)}`];
}

function statusWords(result: Expansion['warnings'][number]): string {
  const { status, identification, why } = result;
  const where = identification === undefined ? '' : ` in element ${identification}`;
  return `${peStatusName(status)}${where}: ${why}`;
}

/** Another subscription in a package that is there: identities and secrets are replaced. */
import { type Bytes, hex, unhex } from '../../base/index.ts';
import { emitIccid } from '../../wire/index.ts';
import {
  type FileElement,
  type FilePart,
  type KnownElement,
  type NamedFile,
  type ProfileElement,
  type ServiceName,
} from '../../wire/saip/index.ts';
import { algorithmOf, algorithmService } from './build-profile.ts';
import { accessClass, headerIccid, imsiFile } from './elementary-files.ts';
import { keyObjects } from './operator-domain.ts';
import type { ProfileChanges } from './specification.ts';

const ALGORITHM_SERVICES: readonly ServiceName[] = [
  'milenage',
  'tuak128',
  'tuak256',
  'usim-test-algorithm',
];

export function changeProfile(
  elements: readonly ProfileElement[],
  changes: ProfileChanges,
): readonly ProfileElement[] {
  let domains = 0;
  return elements.map((element) => {
    if (element.kind === 'header') return changedHeader(element, changes);
    if (element.kind === 'mf' || element.kind === 'usim') return changedFiles(element, changes);
    if (element.kind === 'akaParameter') return changedAka(element, changes);
    if (element.kind === 'securityDomain' && domains++ === 0) return changedKeys(element, changes);
    return element;
  });
}

type Element<K extends KnownElement['kind']> = Extract<KnownElement, { kind: K }>;

function changedHeader(
  { kind, value }: Element<'header'>,
  { iccid, algorithm, k }: ProfileChanges,
): ProfileElement {
  const names = value.mandatoryServices.names;
  const others = names.filter((name) => !ALGORITHM_SERVICES.includes(name));
  const services =
    algorithm === undefined || k === undefined
      ? names
      : [...others, algorithmService({ algorithm, k })];
  return {
    kind,
    value: {
      ...value,
      iccid: iccid === undefined ? value.iccid : headerIccid(iccid),
      mandatoryServices: { ...value.mandatoryServices, names: services },
    },
  };
}

function changedFiles(
  element: Element<'mf'> | Element<'usim'>,
  { iccid, imsi }: ProfileChanges,
): ProfileElement {
  const contents = new Map<string, Bytes>();
  if (element.kind === 'mf' && iccid !== undefined) contents.set('ef-iccid', emitIccid(iccid));
  if (element.kind === 'usim' && imsi !== undefined) {
    contents.set('ef-imsi', imsiFile(imsi));
    contents.set('ef-acc', accessClass(imsi));
  }
  const { kind, value } = element;
  return { kind, value: withContents(value, contents) };
}

function withContents(element: FileElement, contents: ReadonlyMap<string, Bytes>): FileElement {
  const files = element.files.map(({ name, file }): NamedFile => {
    const value = contents.get(name);
    if (value === undefined) return { name, file };
    const kept = file.filter(
      (part) => part.kind !== 'fillFileContent' && part.kind !== 'fillFileOffset',
    );
    const content: FilePart = { kind: 'fillFileContent', value };
    return { name, file: [...kept, content] };
  });
  return { ...element, files };
}

/** What is not replaced stays; another algorithm begins without the constants of the old one. */
function changedAka(
  { kind, value }: Element<'akaParameter'>,
  { algorithm, k, opc }: ProfileChanges,
): ProfileElement {
  const { algoConfiguration: configuration } = value;
  if (configuration.kind === 'mappingParameter') return { kind, value };
  const before = configuration.value;
  const key = k ?? hex(before.key);
  const after =
    algorithm === undefined
      ? {
          ...before,
          key: unhex(key),
          opc: opc === undefined ? before.opc : unhex(opc),
        }
      : algorithmOf({ algorithm, k: key, opc });
  return { kind, value: { ...value, algoConfiguration: { kind: 'algoParameter', value: after } } };
}

function changedKeys(
  { kind, value }: Element<'securityDomain'>,
  { keys }: ProfileChanges,
): ProfileElement {
  if (keys === undefined) return { kind, value };
  const { keyList: _, ...rest } = value;
  const keyList = keys.flatMap(keyObjects);
  return { kind, value: keyList.length === 0 ? rest : { ...rest, keyList } };
}

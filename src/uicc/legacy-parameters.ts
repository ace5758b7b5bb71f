/** What SELECT and STATUS of class A0 return. [TS51011 §9.2.1] */
import { bigEndian, type Bytes, bytes, concat } from '../base/index.ts';
import type { Place } from './command/definition.ts';
import { ON_EF, ON_FILE } from './command/target.ts';
import type { Condition, Operation } from './file/access-rule.ts';
import { type FileEntry, type FileKind, isActivated, ROOT_ID, SPECIAL } from './file/file-entry.ts';
import { type FileRef, MF_VOLUME } from './file/file-system.ts';
import { KEY } from './pin/pin.ts';

/** Key references of what class A0 calls CHV1 and CHV2. */
export const CHV: readonly number[] = [KEY.APPLICATION_MIN, KEY.LOCAL_MIN];

const TYPE = { mf: 0x01, df: 0x02, ef: 0x04 } as const;
const STRUCTURE: Readonly<Partial<Record<FileKind, number>>> = {
  transparent: 0x00,
  'linear-fixed': 0x01,
  cyclic: 0x03,
};
/** Levels of access. [TS51011 §9.3] */
const ALWAYS = 0x0;
const ADMINISTRATIVE = 0x4;
const NEVER = 0xf;
/** The clock may be stopped at either level. */
const CHARACTERISTICS = 0x01;
const CHV1_DISABLED = 0x80;
const CHV_INITIALIZED = 0x80;
const INCREASE_ALLOWED = 0x40;
const NOT_INVALIDATED = 0x01;
const USABLE_WHEN_INVALIDATED = 0x04;

export function legacyParameters(place: Place, file: FileRef): Bytes {
  return file.entry.kind === 'df' ? ofDirectory(place, file) : ofFile(place, file);
}

function ofDirectory(place: Place, file: FileRef): Bytes {
  const { uicc, context } = place;
  const { volume, entry } = file;
  const isMf = volume.number === MF_VOLUME && entry.id === ROOT_ID;
  const inside = volume.children(entry.id);
  const directories = inside.filter(({ kind }) => kind === 'df').length;
  const near = [volume, context.application];
  const [first, second] = CHV.map((one) => uicc.pins.find(one, near));
  const states = [first, second].flatMap((placed) => {
    if (placed === undefined) return [0, 0];
    const { pin, store } = placed;
    const unblock = pin.unblock === undefined ? 0 : CHV_INITIALIZED | store.unblockLeft(pin);
    return [CHV_INITIALIZED | store.left(pin), unblock];
  });
  const isDisabled = first !== undefined && !first.pin.enabled;
  const memory = Math.min(uicc.nvm.free, 0xffff);
  const tail = bytes(
    CHARACTERISTICS | (isDisabled ? CHV1_DISABLED : 0),
    Math.min(directories, 255),
    Math.min(inside.length - directories, 255),
    4,
    0,
    ...states,
  );
  return concat(
    bytes(0, 0),
    bigEndian(memory, 2),
    bigEndian(entry.fid, 2),
    bytes(isMf ? TYPE.mf : TYPE.df, 0, 0, 0, 0, 0, tail.length),
    tail,
  );
}

function ofFile(place: Place, file: FileRef): Bytes {
  const { entry } = file;
  const level = (operation: Operation): number => levelOf(place, file, operation);
  const isIncreasable = entry.kind === 'cyclic' && level(ON_EF.INCREASE) !== NEVER;
  return concat(
    bytes(0, 0),
    bigEndian(Math.min(entry.length, 0xffff), 2),
    bigEndian(entry.fid, 2),
    bytes(
      TYPE.ef,
      isIncreasable ? INCREASE_ALLOWED : 0,
      (level(ON_EF.READ) << 4) | level(ON_EF.UPDATE),
      (level(ON_EF.INCREASE) << 4) | NEVER,
      (level(ON_FILE.ACTIVATE) << 4) | level(ON_FILE.DEACTIVATE),
      stateOf(entry),
      2,
      STRUCTURE[entry.kind] ?? 0,
      entry.recordLength,
    ),
  );
}

function stateOf(entry: FileEntry): number {
  const isUsable = (entry.special & SPECIAL.USABLE_WHEN_DEACTIVATED) !== 0;
  return (isActivated(entry) ? NOT_INVALIDATED : 0) | (isUsable ? USABLE_WHEN_INVALIDATED : 0);
}

function levelOf({ uicc, context }: Place, file: FileRef, operation: Operation): number {
  const at = { volume: file.volume, application: context.application };
  const environment = (): number => uicc.pins.environment(at);
  return levelOfCondition(uicc.files.condition(file, operation, environment));
}

/** One level stands for a condition; of alternatives, the one that a user can fulfil first. */
function levelOfCondition(condition: Condition): number {
  switch (condition.kind) {
    case 'always':
      return ALWAYS;
    case 'user':
      return 1;
    case 'verified': {
      const at = CHV.indexOf(condition.key);
      return at === -1 ? ADMINISTRATIVE : at + 1;
    }
    case 'any':
      return Math.min(...condition.of.map(levelOfCondition));
    case 'all':
      return Math.max(...condition.of.map(levelOfCondition));
    default:
      return NEVER;
  }
}

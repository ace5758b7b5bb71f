/** What components of one CAP file say of each other. [JCVM §6.5] [JCVM §6.6] [JCVM §6.8] */
import { fail, type WireError } from '../../base/index.ts';
import type { CapFile } from './cap-file.ts';
import { COMPONENT, CUSTOM_TAG_MIN } from './component.ts';
import { packageTokenOf } from './constant-pool.ts';
import { CAP_FLAG } from './header.ts';

/** A statement about the file, where it stands, and what was found instead. */
interface Check {
  readonly component: number;
  readonly holds: boolean;
  readonly expected: string;
  readonly got: string | number;
}

const { DIRECTORY, APPLET, IMPORT, CONSTANT_POOL, METHOD, EXPORT } = COMPONENT;
const { STATIC_FIELD, REFERENCE_LOCATION, DESCRIPTOR, DEBUG, STATIC_RESOURCE } = COMPONENT;
/** Components that need not be loaded, although the directory has their size. */
const NOT_LOADED: ReadonlySet<number> = new Set([DESCRIPTOR, DEBUG, STATIC_RESOURCE]);

/** The first contradiction. */
export function crossChecks(file: CapFile): WireError | undefined {
  for (const checks of [sizeChecks, countChecks, constantChecks, methodChecks, exportChecks]) {
    const broken = checks(file).find((one) => !one.holds);
    if (broken === undefined) continue;
    const { component, expected, got } = broken;
    return fail('CAP file', file.components.get(component)?.offset ?? 0, { expected, got });
  }
  return undefined;
}

function sizeChecks({ directory, components }: CapFile): readonly Check[] {
  const listed = directory.sizes.map((size, at) => ({ tag: at + 1, size }));
  const all = [...listed, ...directory.custom];
  const unlisted = [...components.keys()].filter((tag) => !all.some((one) => one.tag === tag));
  return [
    ...all.map(({ tag, size }): Check => {
      const loaded = components.get(tag)?.info.length;
      const mayLack = NOT_LOADED.has(tag) || tag >= CUSTOM_TAG_MIN;
      const holds = loaded === size || (loaded === undefined && (mayLack || size === 0));
      const expected = `${size} bytes of component ${tag}, as the directory says`;
      return { component: DIRECTORY, holds, expected, got: loaded ?? 'none' };
    }),
    ...unlisted.map((tag): Check => {
      const expected = 'components that the directory lists';
      return { component: DIRECTORY, holds: false, expected, got: `component ${tag}` };
    }),
  ];
}

function countChecks(file: CapFile): readonly Check[] {
  const { directory, imports, applets, staticFields, header } = file;
  const same = (component: number, what: string, got: number, expected: number): Check => {
    return { component, holds: got === expected, expected: `${expected} ${what}`, got };
  };
  const { arrays, values, referenceCount, defaultValueCount, imageSize } = staticFields;
  const initial = arrays.reduce((sum, one) => sum + one.values.length, 0);
  const image = 2 * referenceCount + defaultValueCount + values.length;
  const applet = (header.flags & CAP_FLAG.APPLET) !== 0;
  return [
    same(IMPORT, 'imported packages', imports.length, directory.importCount),
    same(APPLET, 'applets', applets.length, directory.appletCount),
    flagCheck({ component: APPLET, flag: applet, count: applets.length, what: 'applets' }),
    flagCheck({
      component: EXPORT,
      flag: (header.flags & CAP_FLAG.EXPORT) !== 0,
      count: file.exports.length,
      what: 'exported classes',
    }),
    same(STATIC_FIELD, 'bytes of image', imageSize, directory.imageSize),
    same(STATIC_FIELD, 'bytes of image', imageSize, image),
    same(STATIC_FIELD, 'initial arrays', arrays.length, directory.arrayInitCount),
    same(STATIC_FIELD, 'bytes of initial arrays', initial, directory.arrayInitSize),
  ];
}

function flagCheck({
  component,
  flag,
  count,
  what,
}: {
  readonly component: number;
  readonly flag: boolean;
  readonly count: number;
  readonly what: string;
}): Check {
  const expected = flag ? `${what}, as the header says` : `no ${what}, as the header says`;
  return { component, holds: flag === count > 0, expected, got: count };
}

function constantChecks({ constants, imports }: CapFile): readonly Check[] {
  return constants.map((one, at): Check => {
    const token = packageTokenOf(one);
    const expected = `constant ${at} to name one of ${imports.length} packages`;
    const holds = token === undefined || token < imports.length;
    return { component: CONSTANT_POOL, holds, expected, got: token ?? '' };
  });
}

function methodChecks({ methods, applets, references, components }: CapFile): readonly Check[] {
  const { length } = components.get(METHOD)!.info;
  const inside = (component: number, what: string, got: number): Check => {
    return { component, holds: got < length, expected: `${what} below ${length}`, got };
  };
  const span = (steps: Uint8Array) => steps.reduce((sum, step) => sum + step, 0);
  return [
    ...applets.map((one) => inside(APPLET, 'an install method', one.installOffset)),
    ...methods.handlers.flatMap(({ startOffset, activeLength, handlerOffset }) => [
      inside(METHOD, 'an active range', startOffset + (activeLength & 0x7fff) - 1),
      inside(METHOD, 'an exception handler', handlerOffset),
    ]),
    inside(REFERENCE_LOCATION, 'places of one-byte indices', span(references.byteIndices)),
    inside(REFERENCE_LOCATION, 'places of two-byte indices', span(references.wordIndices)),
  ];
}

function exportChecks({ exports, components, staticFields }: CapFile): readonly Check[] {
  const lengthOf = (tag: number) => components.get(tag)?.info.length ?? 0;
  const below = (what: string, got: number, limit: number): Check => {
    return { component: EXPORT, holds: got < limit, expected: `${what} below ${limit}`, got };
  };
  return exports.flatMap((one) => [
    below('a class', one.classOffset, lengthOf(COMPONENT.CLASS)),
    ...one.staticFields.map((at) => below('a static field', at, staticFields.imageSize)),
    ...one.staticMethods.map((at) => below('a static method', at, lengthOf(METHOD))),
  ]);
}

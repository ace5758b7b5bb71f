/** Header, Import, Applet and Export components of a text. [JCVM §6.4] [JCVM §6.6] [JCVM §6.7] */
import { type Bytes } from '../../base/index.ts';
import {
  CAP_FLAG,
  CAP_MAGIC,
  type CapApplet,
  type CapExport,
  type CapHeader,
  type CapPackage,
} from '../cap/index.ts';
import { nameIn } from './build-classes.ts';
import type { NameTable } from './name-table.ts';
import { type TextBlock, Words } from './text-lines.ts';
import { reject } from './text-problem.ts';

export interface Head {
  readonly minor: number;
  /** Flags follow from what the file has. */
  headerOf(parts: {
    readonly applets: readonly unknown[];
    readonly exports: readonly unknown[];
  }): CapHeader;
}

const FORMAT_MINOR = { min: 1, max: 3 };

export function readHead(blocks: readonly TextBlock[]): Head {
  const format = the(blocks, 'cap');
  const [major, minor] = version(new Words(format));
  if (major !== 2 || minor < FORMAT_MINOR.min || minor > FORMAT_MINOR.max)
    reject(format.number, `format ${major}.${minor} is not known`, 'write cap 2.1, 2.2 or 2.3');
  const words = new Words(the(blocks, 'package'));
  const named = packageIn(words);
  let [flags, name]: [number, Bytes | undefined] = [0, undefined];
  while (!words.done) {
    if (words.takes('int')) flags |= CAP_FLAG.INT;
    else if (words.takes('flags')) flags |= words.number('flags');
    else if (words.takes('name')) name = nameIn(words);
    else words.close();
  }
  return {
    minor,
    headerOf({ applets, exports }) {
      if (applets.length > 0) flags |= CAP_FLAG.APPLET;
      if (exports.length > 0) flags |= CAP_FLAG.EXPORT;
      return { magic: CAP_MAGIC, minor, major, flags, package: named, name };
    },
  };
}

function the(blocks: readonly TextBlock[], keyword: string): TextBlock {
  const [first, second] = blocks.filter(({ words }) => words[0] === keyword);
  if (first === undefined) reject(1, `no line begins with "${keyword}"`, 'add one at the top');
  if (second !== undefined)
    reject(second.number, `a second line begins with "${keyword}"`, 'remove one');
  return first;
}

function version(words: Words): readonly [number, number] {
  const text = words.next('a version');
  const parts = /^(\d{1,3})\.(\d{1,3})$/.exec(text);
  const [major, minor] = [Number(parts?.[1] ?? 0x100), Number(parts?.[2] ?? 0x100)];
  if (Math.max(major, minor) > 0xff)
    reject(words.line, `"${text}" is no version`, 'write two numbers to 255, such as 1.0');
  return [major, minor];
}

const AID = { min: 5, max: 16 } as const;

export function aidIn(words: Words): Bytes {
  const aid = words.hex('AID');
  if (aid.length < AID.min || aid.length > AID.max)
    reject(words.line, `an AID of ${aid.length} bytes`, 'write 5 to 16 bytes');
  return aid;
}

function packageIn(words: Words): CapPackage {
  const aid = aidIn(words);
  const [major, minor] = version(words);
  return { aid, major, minor };
}

/** A package without a name is called by its number: `p0`. */
export function readImports(blocks: readonly TextBlock[], names: NameTable): readonly CapPackage[] {
  return blocks
    .filter(({ words }) => words[0] === 'import')
    .map((block) => {
      const words = new Words(block);
      const one = packageIn(words);
      const name = words.takes('as') ? words.next('a name') : `p${names.packages.length}`;
      words.close();
      if (!/^[A-Za-z_]\w*$/.test(name))
        reject(block.number, `"${name}" is no name`, 'write letters and digits');
      if (names.packages.push(name) > 0x80)
        reject(block.number, 'a package imports up to 128 packages', 'remove some');
      return one;
    });
}

export function readApplets(blocks: readonly TextBlock[], names: NameTable): readonly CapApplet[] {
  return blocks
    .filter(({ words }) => words[0] === 'applet')
    .map((block) => {
      const words = new Words(block);
      const aid = aidIn(words);
      if (!words.takes('install'))
        reject(block.number, 'an applet without a method', 'write install and the method');
      const installOffset = names.offsetOf('method', words.next('a method'), words.line);
      words.close();
      return { aid, installOffset };
    });
}

export function readExports(blocks: readonly TextBlock[], names: NameTable): readonly CapExport[] {
  return blocks
    .filter(({ words }) => words[0] === 'export')
    .map((block) => {
      const words = new Words(block);
      const classOffset = names.offsetOf('class', words.next('a class'), words.line);
      const one = { classOffset, staticFields: [] as number[], staticMethods: [] as number[] };
      let list: number[] | undefined;
      for (const word of words.rest()) {
        if (word === 'fields') list = one.staticFields;
        else if (word === 'methods') list = one.staticMethods;
        else if (list === undefined)
          reject(words.line, `"${word}" is neither`, 'write fields or methods before the names');
        else {
          const thing = list === one.staticFields ? 'static field' : 'method';
          list.push(names.offsetOf(thing, word, words.line));
        }
      }
      return one;
    });
}

/** The Class component of a text. [JCVM §6.9] */
import { type Bytes, bytes } from '../../base/index.ts';
import { type CapClass, type CapClasses, type CapInterface, CLASS_FLAG } from '../cap/index.ts';
import { type NameTable, NO_CLASS } from './name-table.ts';
import { bytesOf } from './read-method.ts';
import { hexOf, type TextBlock, type TextLine, U2, Words } from './text-lines.ts';
import { reject } from './text-problem.ts';

/** Offsets of the methods of imported superclasses. */
const ABSENT = 0xffff;
const NO_REFERENCE = 0xff;

export interface ClassParts {
  readonly formatMinor: number;
  readonly names: NameTable;
}

export function buildClasses(
  blocks: readonly TextBlock[],
  { formatMinor, names }: ClassParts,
): CapClasses {
  const list = blocks
    .filter(({ words }) => words[0] === 'class' || words[0] === 'interface')
    .map((block) =>
      block.words[0] === 'class'
        ? buildClass(block, { formatMinor, names })
        : buildInterface(block, names),
    );
  const signatures = blocks.find(({ words }) => words[0] === 'signatures');
  const pool = signatures === undefined ? new Uint8Array(0) : bytesOf(signatures);
  return { signatures: formatMinor >= 2 ? pool : undefined, list };
}

/** The name that a block begins with. */
export function nameOf(block: TextBlock): string {
  return new Words(block).next(`the name of the ${block.words[0]}`);
}

function flagsIn(words: Words): number {
  let flags = 0;
  for (;;) {
    if (words.takes('shareable')) flags |= CLASS_FLAG.SHAREABLE;
    else if (words.takes('remote')) flags |= CLASS_FLAG.REMOTE;
    else if (words.takes('flags')) flags |= words.number('flags', { min: 0, max: 1 });
    else return flags;
  }
}

/** Plain, or in hexadecimal digits behind `hex:`. */
export function nameIn(words: Words): Bytes {
  const text = words.next('a name');
  if (text.startsWith('hex:'))
    return hexOf(text.slice(4), { line: words.line, what: 'name in hexadecimal digits' });
  return Uint8Array.from(text, (one) => one.charCodeAt(0) & 0xff);
}

function classList(words: Words, names: NameTable): readonly number[] {
  return words.rest().map((name) => names.classReference(name, words.line));
}

function buildInterface(block: TextBlock, names: NameTable): CapInterface {
  const words = new Words(block, 2);
  const flags = flagsIn(words) | CLASS_FLAG.INTERFACE;
  const superinterfaces = words.takes('extends') ? classList(words, names) : [];
  words.close();
  if (superinterfaces.length > 0x0f)
    reject(block.number, 'an interface extends up to 15 interfaces', 'name fewer');
  const line = block.body.find((one) => one.words[0] === 'name');
  for (const one of block.body) if (one !== line) unknown(one, 'name');
  const isRemote = (flags & CLASS_FLAG.REMOTE) !== 0;
  const name = line === undefined ? bytes() : nameIn(new Words(line));
  return { kind: 'interface', flags, superinterfaces, name: isRemote ? name : undefined };
}

interface Body {
  fields: { declaredInstanceSize: number; firstReferenceToken: number; referenceCount: number };
  public: MethodTable;
  package: MethodTable;
  interfaces: { interface: number; index: Bytes }[];
  tokens: { mapping: Bytes; inheritable: number } | undefined;
  remote: { className: Bytes; hashModifier: Bytes };
  remoteMethods: { hash: number; signatureOffset: number; token: number }[];
  remoteInterfaces: number[];
}

interface MethodTable {
  readonly base: number;
  readonly methods: readonly number[];
}

function buildClass(block: TextBlock, { formatMinor, names }: ClassParts): CapClass {
  const words = new Words(block, 2);
  const flags = flagsIn(words);
  const superClass = words.takes('extends')
    ? names.classReference(words.next('a superclass'), words.line)
    : NO_CLASS;
  words.close();
  const body = readBody(block, names);
  const { base: publicBase, methods: publicMethods } = body.public;
  const { base: packageBase, methods: packageMethods } = body.package;
  const methodCount = publicBase + publicMethods.length;
  const tokens = body.tokens ?? {
    mapping: Uint8Array.from({ length: methodCount }, (_, at) => at),
    inheritable: methodCount,
  };
  if (formatMinor >= 3 && tokens.mapping.length !== methodCount)
    reject(block.number, `a class has ${methodCount} tokens`, 'write two digits for each');
  if (body.interfaces.length > 0x0f)
    reject(block.number, 'a class implements up to 15 interfaces', 'name fewer');
  return {
    kind: 'class',
    flags,
    superClass,
    ...body.fields,
    publicBase,
    publicCount: publicMethods.length,
    packageBase,
    packageCount: packageMethods.length,
    publicMethods,
    packageMethods,
    interfaces: body.interfaces,
    remote:
      (flags & CLASS_FLAG.REMOTE) === 0
        ? undefined
        : { ...body.remote, methods: body.remoteMethods, interfaces: body.remoteInterfaces },
    tokens: formatMinor >= 3 ? tokens : undefined,
  };
}

function readBody(block: TextBlock, names: NameTable): Body {
  const none = { base: 0, methods: [] };
  const body: Body = {
    fields: {
      declaredInstanceSize: 0,
      firstReferenceToken: NO_REFERENCE,
      referenceCount: 0,
    },
    public: none,
    package: none,
    interfaces: [],
    tokens: undefined,
    remote: { className: bytes(), hashModifier: bytes() },
    remoteMethods: [],
    remoteInterfaces: [],
  };
  for (const line of block.body) readBodyLine(line, body, names);
  return body;
}

function readBodyLine(line: TextLine, body: Body, names: NameTable): void {
  const words = new Words(line);
  const [keyword] = line.words;
  if (keyword === 'fields') {
    body.fields.declaredInstanceSize = words.number('number of cells');
    if (words.takes('references')) {
      body.fields.firstReferenceToken = words.number('token');
      body.fields.referenceCount = words.number('number of references');
    }
  } else if (keyword === 'public' || keyword === 'package') {
    body[keyword] = methodTable(words, names);
  } else if (keyword === 'implements') {
    const reference = names.classReference(words.next('an interface'), words.line);
    const index: number[] = [];
    while (!words.done) index.push(words.number('token'));
    body.interfaces.push({ interface: reference, index: Uint8Array.from(index) });
  } else if (keyword === 'tokens') {
    const mapping = words.peek() === 'inheritable' ? bytes() : words.hex('list of tokens');
    const given = words.takes('inheritable');
    body.tokens = { mapping, inheritable: given ? words.number('number') : mapping.length };
  } else if (keyword === 'remote-name') {
    body.remote.className = nameIn(words);
    if (words.takes('modifier')) body.remote.hashModifier = nameIn(words);
  } else if (keyword === 'remote-method') {
    const [hash, signatureOffset] = [words.number('hash', U2), words.number('offset', U2)];
    body.remoteMethods.push({ hash, signatureOffset, token: words.number('token') });
  } else if (keyword === 'remote-interface') {
    body.remoteInterfaces.push(...classList(words, names));
  } else unknown(line, 'fields, public, package, implements, tokens');
  words.close();
}

function methodTable(words: Words, names: NameTable): MethodTable {
  const base = words.takes('from') ? words.number('token') : 0;
  const methods = words
    .rest()
    .map((name) => (name === '-' ? ABSENT : names.offsetOf('method', name, words.line)));
  if (base + methods.length > 0xff)
    reject(words.line, 'a class has up to 255 methods of a kind', 'name fewer');
  return { base, methods };
}

export function unknown(line: TextLine, known: string): never {
  return reject(line.number, `"${line.words[0] ?? ''}" is not expected here`, `write ${known}`);
}

/**
 * Remote management data: commands and responses in compact and in expanded format.
 * [TS102226 §5.1] [TS102226 §5.2]
 */
import { type Bytes, bytes, concat, fail, isWireError, type WireError } from '../../base/index.ts';
import { emitTlv, parseTlv, parseTlvs, type Tlv } from '../index.ts';

/** The response in compact format: of the last command that ran. [TS102226 §5.1.2] */
export interface CompactResponse {
  readonly executed: number;
  readonly sw: number;
  readonly data: Bytes;
}

export function parseCompactResponse(source: Bytes): CompactResponse | WireError {
  if (source.length < 3)
    return fail('compact response', source.length, { expected: '3 bytes', got: source.length });
  const [executed, sw1, sw2] = source as unknown as [number, number, number];
  return { executed, sw: (sw1 << 8) | sw2, data: source.subarray(3) };
}

export function emitCompactResponse({ executed, sw, data }: CompactResponse): Bytes {
  return concat(bytes(executed, sw >> 8, sw & 0xff), data);
}

/** Elements of command and response scripts. [TS102226 §5.2.1] */
export const SCRIPT_TAG = {
  commandApdu: 0x22,
  responseApdu: 0x23,
  executed: 0x80,
  immediateAction: 0x81,
  errorAction: 0x82,
  scriptChaining: 0x83,
  badFormat: 0x90,
} as const;

/** Templates of definite and of indefinite length. */
const TEMPLATES = {
  command: { definite: 0xaa, indefinite: 0xae },
  response: { definite: 0xab, indefinite: 0xaf },
} as const;
type ScriptKind = keyof typeof TEMPLATES;

const INDEFINITE = 0x80;
const END_OF_CONTENTS = bytes(0, 0);

export interface Script {
  /** Whether its length is coded as indefinite. */
  readonly indefinite: boolean;
  readonly elements: readonly Tlv[];
}

export function parseScript(kind: ScriptKind, source: Bytes): Script | WireError {
  const codec = `${kind} script`;
  const { definite, indefinite } = TEMPLATES[kind];
  if (source[0] === indefinite) return parseIndefinite(codec, source);
  const outer = parseTlv(source);
  if (isWireError(outer)) return outer;
  if (outer.tag !== definite)
    return fail(codec, 0, {
      expected: `tag ${definite.toString(16)}`,
      got: outer.tag.toString(16),
    });
  if (outer.next !== source.length)
    return fail(codec, outer.next, { expected: 'the end', got: source.length - outer.next });
  const elements = parseTlvs(outer.value);
  if (isWireError(elements))
    return { ...elements, offset: elements.offset + source.length - outer.value.length };
  return { indefinite: false, elements };
}

function parseIndefinite(codec: string, source: Bytes): Script | WireError {
  if (source[1] !== INDEFINITE)
    return fail(codec, 1, { expected: 'an indefinite length', got: source[1] ?? 'the end' });
  const elements: Tlv[] = [];
  let at = 2;
  while (at < source.length && source[at] !== 0) {
    const one = parseTlv(source, at);
    if (isWireError(one)) return one;
    elements.push({ tag: one.tag, value: one.value });
    at = one.next;
  }
  const end = at + END_OF_CONTENTS.length;
  if (end > source.length || source[at + 1] !== 0)
    return fail(codec, at, { expected: 'end of contents', got: source.length - at });
  if (end !== source.length)
    return fail(codec, end, { expected: 'the end', got: `${source.length - end} bytes` });
  return { indefinite: true, elements };
}

export function emitScript(kind: ScriptKind, { indefinite, elements }: Script): Bytes {
  const inside = concat(...elements.map(({ tag, value }) => emitTlv(tag, value)));
  const template = TEMPLATES[kind];
  if (!indefinite) return emitTlv(template.definite, inside);
  return concat(bytes(template.indefinite, INDEFINITE), inside, END_OF_CONTENTS);
}

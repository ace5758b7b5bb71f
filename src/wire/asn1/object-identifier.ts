/** OBJECT IDENTIFIER, in dotted form. [X.690 §8.19] */
import { type Bytes, fail, type WireError } from '../../base/index.ts';

const CODEC = 'OBJECT IDENTIFIER';
/** Largest arc that a number holds exactly. */
const ARC_MAX = Number.MAX_SAFE_INTEGER;

/** The content of an element. */
export function parseObjectIdentifier(content: Bytes): string | WireError {
  const arcs: number[] = [];
  let arc = 0;
  for (const [at, byte] of content.entries()) {
    if (arc === 0 && byte === 0x80)
      return fail(CODEC, at, { expected: 'the shortest form of an arc', got: 'a leading 80' });
    if (arc > (ARC_MAX - 127) / 128)
      return fail(CODEC, at, { expected: 'an arc below 2^53', got: 'a longer one' });
    arc = arc * 128 + (byte & 0x7f);
    if ((byte & 0x80) !== 0) continue;
    if (arcs.length > 0) arcs.push(arc);
    else arcs.push(Math.min(Math.floor(arc / 40), 2), arc - 40 * Math.min(Math.floor(arc / 40), 2));
    arc = 0;
  }
  if (content.length === 0 || (content.at(-1)! & 0x80) !== 0)
    return fail(CODEC, content.length, { expected: 'a last arc', got: 'the end' });
  return arcs.join('.');
}

export function emitObjectIdentifier(dotted: string): Bytes {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number);
  return Uint8Array.from([first * 40 + second, ...others].flatMap(emitArc));
}

function emitArc(arc: number): readonly number[] {
  const groups = [arc % 128];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128))
    groups.unshift(0x80 + (rest % 128));
  return groups;
}

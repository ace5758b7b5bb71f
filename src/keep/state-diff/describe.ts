/** Decoded values of any owner, in words: flat paths to short texts. */
import { type Bytes, hex, Secret } from '../../base/index.ts';

/** Bytes shown of a long byte string, from its beginning. */
const BYTES_SHOWN_MAX = 64;

/** One piece of a value: its path (`entries[2].lifeCycle`), and what compares and what shows. */
export interface Piece {
  readonly path: string;
  /** Equal exactly when the values are. */
  readonly exact: string;
  /** The same for people: secrets masked, long byte strings cut. */
  readonly shown: string;
}

/** Every leaf of a value, in order. */
export function piecesOf(value: unknown, path = ''): Piece[] {
  if (value instanceof Secret)
    return [{ path, exact: `secret ${hex(value.reveal())}`, shown: value.toString() }];
  if (value instanceof Uint8Array)
    return [{ path, exact: `bytes ${hex(value)}`, shown: shownBytes(value) }];
  if (value instanceof Map)
    return [...(value as ReadonlyMap<unknown, unknown>)].flatMap(([key, part]) =>
      piecesOf(part, `${path}[${keyText(key)}]`),
    );
  if (value instanceof Set) return [whole(path, [...(value as ReadonlySet<unknown>)].join(' '))];
  if (Array.isArray(value)) {
    const names = namesOf(value);
    return value.flatMap((part: unknown, at) => piecesOf(part, `${path}[${names[at]}]`));
  }
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, part]) =>
      piecesOf(part, path === '' ? key : `${path}.${key}`),
    );
  if (value === undefined) return [];
  return [whole(path, typeof value === 'string' ? JSON.stringify(value) : String(value))];
}

function whole(path: string, text: string): Piece {
  return { path, exact: text, shown: text };
}

function shownBytes(value: Bytes): string {
  if (value.length <= BYTES_SHOWN_MAX) return value.length === 0 ? 'empty' : hex(value);
  return `${hex(value.subarray(0, BYTES_SHOWN_MAX))}… (${value.length} bytes)`;
}

/** A tag or a handle reads better in hexadecimal. */
function keyText(key: unknown): string {
  return typeof key === 'number' ? key.toString(16).toUpperCase() : String(key);
}

/** Rows of a list are known by their AIDs where all have one, so that a new row shifts no other. */
function namesOf(rows: readonly unknown[]): readonly string[] {
  const aids = rows.map((row) => (row as { aid?: unknown } | null | undefined)?.aid);
  const names = aids.map((aid, at) => (aid instanceof Uint8Array ? hex(aid) : String(at)));
  return new Set(names).size === rows.length ? names : rows.map((_, at) => String(at));
}

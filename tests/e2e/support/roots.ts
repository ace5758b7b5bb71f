/** Which root answered a reader: the eUICC's or the eSE's, distinguished by their answers. */
import assert from 'node:assert/strict';
import { jsonLines } from './bifrons.ts';
import type { PcscMachine } from './pcsc.ts';
import { ASK_EVERY_READER } from './readers.ts';

/** The AID that both roots share, as the source's example has it. */
export const SHARED = 'A000000151000000';
export const SELECT_SHARED = `00A4040008${SHARED}`;
export const GET_EID = '80E2910006BF3E035C015A';
export const GET_CARD_DATA = '80CA006600';
/** What the two functions below look at. */
export const WHO_ARE_YOU = [SELECT_SHARED, GET_EID, GET_CARD_DATA] as const;

export interface ReaderRow {
  readonly reader: string;
  readonly atr: string;
  readonly protocol: string;
  /** Data and status word of each command. */
  readonly answers: readonly (readonly [string, string])[];
}

/** Sends the commands to every reader that holds a card. */
export async function askEveryReader(
  machine: PcscMachine,
  commands: readonly string[],
): Promise<readonly ReaderRow[]> {
  const requested = await machine.python(ASK_EVERY_READER, commands);
  assert.equal(requested.code, 0, requested.stderr);
  return jsonLines(requested.stdout) as unknown as ReaderRow[];
}

/** An eUICC's root: an FCI under the caller's name with a version, and an EID. */
export function assertTelecomRoot(row: ReaderRow | undefined): void {
  const [fci, eid, cardData] = row?.answers ?? [];
  assert.match(fci?.[0] ?? '', new RegExp(`^6F..8408${SHARED}.*E005820302`), row?.reader);
  assert.equal(fci?.[1], '9000');
  assert.match(eid?.[0] ?? '', /^BF3E125A1089049032/);
  assert.equal(eid?.[1], '9000');
  assert.notEqual(cardData?.[1], '9000', 'the ISD-R has no card recognition data of the eSE');
}

/** The eSE's issuer domain: the same name, no EID, card recognition data. */
export function assertIssuerRoot(row: ReaderRow | undefined): void {
  const [fci, eid, cardData] = row?.answers ?? [];
  assert.match(fci?.[0] ?? '', new RegExp(`^6F..8408${SHARED}`), row?.reader);
  assert.doesNotMatch(fci?.[0] ?? '', /E005820302/);
  assert.equal(fci?.[1], '9000');
  assert.notEqual(eid?.[1], '9000');
  assert.match(cardData?.[0] ?? '', /^66/);
  assert.equal(cardData?.[1], '9000');
}

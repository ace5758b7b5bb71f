/** GET DATA, and the objects that describe a card. [GPCS §11.3] [GPCS §H] */
import {
  type Bytes,
  bytes,
  EMPTY,
  equal,
  hexNumber,
  isWireError,
  readBigEndian,
  unhex,
} from '../../../base/index.ts';
import { findTlv, INS, parseTlv, parseTlvs, SW } from '../../../wire/index.ts';
import { RECOGNITION_TAG } from '../../../wire/globalplatform/index.ts';
import { parseObjectIdentifier } from '../../../wire/asn1/index.ts';
import type { CardSession } from '../card-session.ts';
import { type CardCommand, refused } from '../command.ts';
import type { HostConversation } from '../conversation.ts';

const TAG = RECOGNITION_TAG;
const CLASSES = [0x80, 0x00] as const;

/** The value of an object; `undefined` where the card has none. */
export function* getData(
  session: CardSession,
  tag: number,
  data: Bytes = EMPTY,
): HostConversation<Bytes | undefined> {
  for (const cla of CLASSES) {
    const command = getDataCommand(tag, { cla, data });
    const answer = yield* session.send(command);
    if (answer.sw === SW.OK) return valueOf(tag, answer.data);
    const isAbsent = answer.sw === SW.REFERENCED_DATA_NOT_FOUND || answer.sw === SW.WRONG_P1P2;
    const isUnknown = answer.sw === SW.CLA_NOT_SUPPORTED || answer.sw === SW.INS_NOT_SUPPORTED;
    if (!isAbsent && !isUnknown && answer.sw !== SW.SECURITY_STATUS && answer.sw !== SW.NOT_FOUND) {
      throw refused(command, answer.sw);
    }
    if (isAbsent) return undefined;
  }
  return undefined;
}

export function getDataCommand(
  tag: number,
  { cla, data = EMPTY }: { readonly cla?: number; readonly data?: Bytes } = {},
): CardCommand {
  const name = `GET DATA ${hexNumber(tag, 2)}`;
  return { name, cla: cla ?? 0x80, ins: INS.GET_DATA, p1: tag >> 8, p2: tag & 0xff, data };
}

/** One class gives the whole object, the other its value. [GPCS §11.3.3.1] */
function valueOf(tag: number, data: Bytes): Bytes {
  const outer = parseTlv(data);
  return isWireError(outer) || outer.tag !== tag || outer.next !== data.length ? data : outer.value;
}

/** A secure channel protocol that the card offers, with its options. */
export interface OfferedProtocol {
  readonly protocol: number;
  readonly options: readonly number[];
}

/** Card recognition data. [GPCS §H.2 table H-1] */
export interface CardData {
  /** Of the card specification: `2.3.1`. */
  readonly version: string | undefined;
  readonly protocols: readonly OfferedProtocol[];
  /** Of tags 65 to 68, each an object identifier with what it says. */
  readonly configuration: readonly (readonly [string, string])[];
}

const GLOBALPLATFORM = '1.2.840.114283';

export function parseCardData(value: Bytes): CardData | undefined {
  const objects = parseTlvs(value);
  const inside = isWireError(objects)
    ? undefined
    : parseTlvs(findTlv(objects, TAG.TEMPLATE) ?? EMPTY);
  if (inside === undefined || isWireError(inside)) return undefined;
  const identifiers = (tag: number): readonly Bytes[] =>
    inside.filter((one) => one.tag === tag).flatMap(({ value: list }) => identifiersIn(list));
  const version = named(identifiers(TAG.VERSION))
    .find((one) => one.startsWith(`${GLOBALPLATFORM}.2.`))
    ?.slice(GLOBALPLATFORM.length + 3);
  return {
    version,
    protocols: protocolsIn(identifiers(TAG.SECURE_CHANNEL)),
    configuration: [
      ['configuration', TAG.CONFIGURATION],
      ['chip', TAG.CHIP],
      ['trust point', TAG.TRUST_POINT],
      ['trust point', TAG.CERTIFICATE],
    ].flatMap(([name, tag]) =>
      named(identifiers(tag as number)).map((one) => [name as string, one] as const),
    ),
  };
}

/** {globalPlatform 4}, as an object identifier begins that names a protocol. [GPCS §H.1.1] */
const SECURE_CHANNEL = unhex('2A864886FC6B04');

/**
 * Protocol and option behind it, one identifier for each option. An option of two bytes is no arc
 * of the identifier: its bytes are the option as they are. [GPAmdF §5.1]
 */
function protocolsIn(identifiers: readonly Bytes[]): readonly OfferedProtocol[] {
  const found = new Map<number, number[]>();
  for (const one of identifiers) {
    const [protocol, ...option] = one.subarray(SECURE_CHANNEL.length);
    const isProtocol = equal(one.subarray(0, SECURE_CHANNEL.length), SECURE_CHANNEL);
    if (!isProtocol || protocol === undefined || option.length === 0 || option.length > 2) continue;
    found.set(protocol, [...(found.get(protocol) ?? []), readBigEndian(bytes(...option))]);
  }
  return [...found].map(([protocol, options]) => ({ protocol, options }));
}

function identifiersIn(value: Bytes): readonly Bytes[] {
  const list = parseTlvs(value);
  if (isWireError(list)) return [];
  return list.filter(({ tag }) => tag === TAG.OBJECT_IDENTIFIER).map((one) => one.value);
}

function named(identifiers: readonly Bytes[]): readonly string[] {
  return identifiers.map(parseObjectIdentifier).filter((one) => typeof one === 'string');
}

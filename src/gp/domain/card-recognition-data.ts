/** Card data (tag 66): by what an off-card entity recognizes the card. [GPCS §H.2] [GPCS §H.3] */
import {
  bigEndian,
  type Bytes,
  bytes,
  concat,
  EMPTY,
  isWireError,
  unhex,
} from '../../base/index.ts';
import { emitTlv, findTlv, parseTlvs } from '../../wire/index.ts';
import { RECOGNITION_TAG } from '../../wire/globalplatform/index.ts';
import type { ChannelOption } from './card-settings.ts';

const TAG = RECOGNITION_TAG;

/** {globalPlatform}: 1.2.840.114283. [GPCS §H.1.1] */
const GLOBAL_PLATFORM = unhex('2A864886FC6B');
/** 1.3.6.1.4.1.42.2.110.1: Java Card, followed by its major version. */
const JAVA_CARD = unhex('2B060104012A026E01');

/** Arcs behind {globalPlatform}. [GPCS §H.2 table H-1] */
const ARC = { RECOGNITION: 1, VERSION: 2, IDENTIFICATION: 3, SECURE_CHANNEL: 4 } as const;

/** How an edition is written behind {globalPlatform 2}. [GPCS §H.2 note 2] */
const VERSION_ARCS = {
  '2.1.1': [2, 1, 1],
  '2.2': [2, 2],
  '2.2.1': [2, 2, 1],
  '2.3': [2, 3],
  '2.3.1': [2, 3, 1],
} as const;
export type GlobalPlatformVersion = keyof typeof VERSION_ARCS;
export const GLOBAL_PLATFORM_VERSIONS = Object.keys(
  VERSION_ARCS,
) as readonly GlobalPlatformVersion[];

/** Whether cards of this edition have card capability information. [GPCS §H.4] */
export function hasCardCapabilities(version: GlobalPlatformVersion): boolean {
  return version.startsWith('2.3');
}

function objectIdentifier(...arcs: readonly number[]): Bytes {
  return emitTlv(TAG.OBJECT_IDENTIFIER, GLOBAL_PLATFORM, bytes(...arcs));
}

/** One object for each protocol and option. [GPCS §H.2 table H-1] */
function secureChannels(channels: readonly ChannelOption[]): Bytes {
  const list = channels.map(({ protocol, option }) => {
    const arcs = bigEndian(option, option > 0xff ? 2 : 1);
    return emitTlv(TAG.SECURE_CHANNEL, objectIdentifier(ARC.SECURE_CHANNEL, protocol, ...arcs));
  });
  return concat(...list);
}

/** The value of tag 66 of a card. [GPCS §H.2 table H-1] */
export function emitCardData(card: {
  readonly version: GlobalPlatformVersion;
  readonly channels: readonly ChannelOption[];
  readonly javaCardMajor: number;
}): Bytes {
  return emitTlv(
    TAG.TEMPLATE,
    objectIdentifier(ARC.RECOGNITION),
    emitTlv(TAG.VERSION, objectIdentifier(ARC.VERSION, ...VERSION_ARCS[card.version])),
    emitTlv(TAG.IDENTIFICATION, objectIdentifier(ARC.IDENTIFICATION)),
    secureChannels(card.channels),
    emitTlv(TAG.CHIP, emitTlv(TAG.OBJECT_IDENTIFIER, concat(JAVA_CARD, bytes(card.javaCardMajor)))),
  );
}

/** The value of tag 66 of a supplementary security domain: its own secure channel. [GPCS §H.3] */
export function emitSecurityDomainData(domain: {
  readonly version: GlobalPlatformVersion;
  readonly channels: readonly ChannelOption[];
}): Bytes {
  return emitTlv(
    TAG.TEMPLATE,
    objectIdentifier(ARC.RECOGNITION),
    emitTlv(TAG.VERSION, objectIdentifier(ARC.VERSION, ...VERSION_ARCS[domain.version])),
    secureChannels(domain.channels),
  );
}

/** The edition that the value of tag 66 names: `2.3.1`; nothing where it names none. */
export function cardVersion(cardData: Bytes): string | undefined {
  let value: Bytes | undefined = cardData;
  for (const tag of [TAG.TEMPLATE, TAG.VERSION, TAG.OBJECT_IDENTIFIER]) {
    const objects = parseTlvs(value);
    value = isWireError(objects) ? undefined : findTlv(objects, tag);
    if (value === undefined) return undefined;
  }
  return [...value.subarray(GLOBAL_PLATFORM.length + 1)].join('.');
}

/** What a supplementary security domain takes over of the card's: version and channels. */
const SHARED_TAGS: readonly number[] = [TAG.OBJECT_IDENTIFIER, TAG.VERSION, TAG.SECURE_CHANNEL];

/** The value of tag 66 of a security domain that is installed on a card with this one. */
export function domainCardData(cardData: Bytes): Bytes {
  const outer = parseTlvs(cardData);
  const template = isWireError(outer) ? undefined : findTlv(outer, TAG.TEMPLATE);
  const objects = parseTlvs(template ?? EMPTY);
  if (isWireError(objects)) return EMPTY;
  const shared = objects.filter(({ tag }) => SHARED_TAGS.includes(tag));
  return emitTlv(TAG.TEMPLATE, ...shared.map((one) => emitTlv(one.tag, one.value)));
}

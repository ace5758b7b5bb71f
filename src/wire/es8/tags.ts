/** The tags of a bound profile package and what it holds. [SGP22 §2.5.4] [SGP22 §5.5] */
export const ES8_TAG = {
  boundProfilePackage: 0xbf36,
  initialiseSecureChannel: 0xbf23,
  configureIsdp: 0xbf24,
  storeMetadata: 0xbf25,
  replaceSessionKeys: 0xbf26,
  updateMetadata: 0xbf2a,
} as const;

/** The sequences of a package, each of one or more segments. */
export const SEQUENCE_TAG = {
  configureIsdp: 0xa0,
  storeMetadata: 0xa1,
  replaceSessionKeys: 0xa2,
  profileElements: 0xa3,
} as const;
export type SequenceName = keyof typeof SEQUENCE_TAG;

/** Protected segments: with a MAC alone, or encrypted too. [SGP22 §2.6.4] */
const SEGMENT_TAG = { elements: 0x86, command: 0x87, macOnly: 0x88 } as const;

/** Which segments each sequence has. */
export const SEGMENT_OF = {
  configureIsdp: SEGMENT_TAG.command,
  storeMetadata: SEGMENT_TAG.macOnly,
  replaceSessionKeys: SEGMENT_TAG.command,
  profileElements: SEGMENT_TAG.elements,
} as const satisfies Readonly<Record<SequenceName, number>>;

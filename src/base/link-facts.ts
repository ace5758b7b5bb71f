/** The link protocols of the device; `proprietary` is the plug-in kind. [M-75] [M-77] */
export const LINK_PROTOCOLS = [
  't0',
  't1',
  'swp-a',
  'swp-b',
  'apdu-gate',
  'spi',
  'proprietary',
] as const;
/** The protocol of a link, as descriptions and pairing rules name it. */
export type LinkProtocol = (typeof LINK_PROTOCOLS)[number];

/** The attributes of one link, fixed at wiring. The OS acts on these, never on a kind. */
export interface LinkFacts {
  /** The name of the link in the description. */
  readonly id: string;
  /** The physical port that carries the link; its reset clears the link's sessions. */
  readonly interface: string;
  /** The name pairing rules may use for the protocol. */
  readonly protocol: LinkProtocol;
  /** What pairing by `iso7816-3` includes: T=0 and T=1. */
  readonly family: 'iso7816-3' | 'other';
  /** [M-78] */
  readonly mode: 'contact' | 'contactless';
  /** Java Card's `APDU.getProtocol()`: medium in the high nibble, type in the low. [M-57] */
  readonly javaCardProtocol: number;
  /** How answers leave: by GET RESPONSE (T=0) or straight with the command. */
  readonly outgoing: 'get-response' | 'direct';
  /** Whether extended length fields may arrive. */
  readonly extended: boolean;
  /** Logical channels, 1 to 20. */
  readonly channels: number;
  /** Logical secure elements on this link, 1 to 32; LSI numbers count from 0. */
  readonly lsis: number;
}

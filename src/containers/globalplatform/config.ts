/** What a device description says of a GlobalPlatform container. Byte strings are hexadecimal. */
import type { InstalledModule } from '../../applets/index.ts';

export interface GlobalPlatformConfig {
  /** Edition of the Card Specification it reports. [M-81] */
  readonly version: '2.2.1' | '2.3' | '2.3.1';
  readonly javaCard: '3.0.4' | '3.0.5' | '3.1' | '3.2';
  readonly isd: { readonly aid: string };
  /** Card life cycle at first boot. [GPCS §5.1.1] */
  readonly lifeCycle: 'OP_READY' | 'INITIALIZED' | 'SECURED';
  /** Issuer and card identification numbers, tags 42 and 45. [GPCS §7.4.1] */
  readonly iin: string;
  readonly cin: string;
  /** Production life cycle data, 42 bytes, tag 9F7F. */
  readonly cplc: string;
  /** Secure channel protocol 03 option byte `i`. [GPAmdD §5.1] */
  readonly scp03: { readonly i: '00' | '70' };
  readonly keySets: readonly GlobalPlatformKeySet[];
  readonly securityDomains: readonly SecurityDomainConfig[];
  /** Applications whose code is one of the native modules. */
  readonly applications?: readonly InstalledModule[] | undefined;
}

export interface GlobalPlatformKeySet {
  /** Key version number, 1 to 127, or 255 for the initial key set. */
  readonly version: number;
  /** AES-128 keys, 16 bytes each. */
  readonly enc: string;
  readonly mac: string;
  readonly dek: string;
}

export interface SecurityDomainConfig {
  readonly name: string;
  readonly aid: string;
  /** Three bytes of privileges. [GPCS §11.1.2] */
  readonly privileges: string;
  readonly lifeCycle: 'SELECTABLE' | 'PERSONALIZED';
  /** Its own secure channel keys; without any, it opens no secure channel. */
  readonly keySets?: readonly GlobalPlatformKeySet[] | undefined;
  /** Objects it answers GET DATA with: tag in hexadecimal to value. */
  readonly data: Readonly<Record<string, string>>;
}

/** A GlobalPlatform host over a link of a whole device: SCP03 by the independent host side. */
import { hex, unhex } from '../../src/base/index.ts';
import { COMMON, ese } from './descriptions.ts';
import type { HostRig } from './host-rig.ts';
import { Scp03Host } from './scp03-host.ts';

export interface SecureChannel {
  /** Sends a command under the session's security level: header and data in hex; answer in hex. */
  send(header: string, data?: string): string;
  /** The same at a level of MAC alone, with the length fields in extended form. */
  sendExtended(header: string, data?: string): string;
}

/** Selects a security domain over `link` and authenticates; throws where that fails. */
export function openSecureChannel(
  rig: HostRig,
  link: string,
  { aid = COMMON, level = 0x01 }: { readonly aid?: string; readonly level?: number } = {},
): SecureChannel {
  const key = unhex(ese.keySets[0].enc);
  const hostChallenge = unhex('0102030405060708');
  const host = new Scp03Host({ keys: { enc: key, mac: key }, aid: unhex(aid), hostChallenge });
  rig.select(link, aid);
  const answer = split(rig.send(link, hex(host.initializeUpdate())));
  if (answer.sw !== 0x9000) throw new Error(`INITIALIZE UPDATE ${answer.sw.toString(16)}`);
  host.accept(answer.data);
  const authenticated = rig.send(link, hex(host.externalAuthenticate(level)));
  if (authenticated !== '9000') throw new Error(`EXTERNAL AUTHENTICATE ${authenticated}`);
  const exchange = (wrapped: Uint8Array): string => {
    const { data: plain, sw } = host.unwrap(split(rig.send(link, hex(wrapped))));
    return hex(plain) + sw.toString(16).toUpperCase().padStart(4, '0');
  };
  return {
    send: (header, data = '') => exchange(host.wrap(unhex(header), unhex(data))),
    sendExtended: (header, data = '') => exchange(host.wrapExtended(unhex(header), unhex(data), 0)),
  };
}

function split(answer: string): { readonly data: Uint8Array; readonly sw: number } {
  return { data: unhex(answer.slice(0, -4)), sw: Number.parseInt(answer.slice(-4), 16) };
}

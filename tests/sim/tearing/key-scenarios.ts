/** Keys and data of a security domain: no key set is ever half replaced, no data half stored. */
import { hex } from '../../../src/base/index.ts';
import { ese } from '../../support/descriptions.ts';
import { aesField } from '../../support/key-data.ts';
import { ecdhOf } from '../../support/scp11-host.ts';
import { openSecureChannel } from '../../support/secure-channel.ts';
import { operation, secured } from './operations.ts';
import { type Scenario, scenario } from './scenarios.ts';

const DEK = ese.keySets[0].enc;
const NEW_KEY = '606162636465666768696A6B6C6D6E6F';
const version = hex(Uint8Array.of(ese.keySets[0].version));
const threeKeys = aesField(NEW_KEY, DEK).repeat(3);

/** Of an authority, on P-256. */
function publicKey(name: string): string {
  const point = ecdhOf('p256', name).getPublicKey();
  return `B041${hex(Uint8Array.from(point))}F0010000`;
}

export const OF_KEYS: readonly Scenario[] = [
  scenario('PUT KEY, a new key set', 4, [
    secured('PUT KEY of a new key set', '80D80081', `35${threeKeys}`),
  ]),
  scenario('PUT KEY, the key set replaced', 4, [
    secured('PUT KEY in the place of a key set', `80D8${version}81`, `${version}${threeKeys}`),
  ]),
  scenario('PUT KEY, the key set replaced under another version', 4, [
    secured('PUT KEY under another version', `80D8${version}81`, `35${threeKeys}`),
  ]),
  scenario('DELETE of a key set', 4, [secured('DELETE of a key set', '80E40000', 'D201FF')]),
  scenario('a public key with its certificates and serial numbers, replaced', 16, [
    secured('PUT KEY of a public key', '80D80010', `33${publicKey('A')}`),
    secured('STORE DATA of certificates', '80E29000', 'A60483021033BF210430020500'),
    secured('STORE DATA of serial numbers', '80E29000', 'A604830210337003930101'),
    secured('PUT KEY in its place', '80D83310', `34${publicKey('B')}`),
  ]),
  scenario('STORE DATA, data objects in two blocks', 4, [
    operation('STORE DATA in two blocks', (rig) => {
      const channel = openSecureChannel(rig, 'spi');
      channel.send('80E21000', '42040102');
      return channel.send('80E29001', '03044502AABB');
    }),
  ]),
];

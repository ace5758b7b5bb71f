/**
 * A bound profile package that another SM-DP+ published with all that went into it, euicc-rsp
 * (df87411): from the same one-time key, the same bytes, but for its signature. [SGP22 §2.5.3]
 * [SGP22 §2.6.4]
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, isWireError, unhex, utf8 } from '../../../src/base/index.ts';
import {
  BSP_TAG,
  bspKeys,
  type BspTag,
  protectBspSegment,
  pureCrypto,
  startBsp,
} from '../../../src/crypto/index.ts';
import {
  BSP_KEY,
  emitBoundProfilePackage,
  emitConfigureIsdpRequest,
  emitInitialiseSecureChannelRequest,
  emitStoreMetadataRequest,
  parseBoundProfilePackage,
  parseInitialiseSecureChannelRequest,
  parseStoreMetadataRequest,
} from '../../../src/wire/es8/index.ts';

const EID = '89049032123451234512345678901235';
const HOST_ID = utf8('euicc-rsp');
const SERVER_KEY = '0102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F20';
/** The one-time public key of the eUICC. */
const EUICC_POINT =
  '04A61B5852FEDEECD5373D769AF0EDBC94502276D9C6FF1DA3A156FECF31C66299' +
  '54AEA62862E227AEBAF745C4E1D5F1BCBBA6136400D9F0A63434225FEE2590AE';
/** What stands in a profile's place. */
const PROFILE = utf8('the-uicc-profile-fixture');
const METADATA =
  'BF252F5A0A98001032547698103214910965756963632D727370' +
  '921665756963632D72737020746573742070726F66696C65';

const HEAD = 'BF36820139';
const CHANNEL =
  'BF2381AF82010180100102030405060708090A0B0C0D0E0F10A611800188810110840965756963632D727370' +
  '5F494104515C3D6EB9E396B904D3FECA7F54FDCD0CC1E997BF375DCA515AD0A6C3B4035F4536BE3A50F318FBF9A5' +
  '475902A221502BEF0D57E08C53B2CC0A56F17D9F93545F3740F72D0EEDB0AD2D927B79EFE49FFAC4FFD22936AE6A' +
  '0A61AF231865A731FF9E0799A0F77F8E067ECC846E338F5092F17E04297D701CDFF3C89A66A60F1BF53A08';
const CONFIGURE = '8718BC43D09EF085954B55E4ACDBB87B6649813B5DB57A02D5C9';
const STORE = `883A${METADATA}828551C5821B722D`;
const ELEMENTS =
  '8628B139C6739477952566FEAE3CC59B87F5DE1378B9C4DCABFCC45C50E961ACF8A581DF5BCDBAF531D4';
const PACKAGE = `${HEAD}${CHANNEL}A01A${CONFIGURE}A13C${STORE}A32A${ELEMENTS}`;

test('the package is read, and written again byte for byte', () => {
  const bound = parseBoundProfilePackage(unhex(PACKAGE));
  assert.ok(!isWireError(bound), JSON.stringify(bound));
  assert.deepEqual(bound.profileElements.map(hex), [ELEMENTS]);
  assert.equal(hex(emitBoundProfilePackage(bound)), PACKAGE);
  const channel = parseInitialiseSecureChannelRequest(unhex(CHANNEL));
  assert.ok(!isWireError(channel), JSON.stringify(channel));
  assert.deepEqual(channel.controlReference.hostId, HOST_ID);
  assert.equal(hex(emitInitialiseSecureChannelRequest(channel)), CHANNEL);
  const metadata = parseStoreMetadataRequest(unhex(METADATA));
  assert.ok(!isWireError(metadata), JSON.stringify(metadata));
  assert.equal(hex(emitStoreMetadataRequest(metadata)), METADATA);
});

test('the same one-time key gives the same point and the same segments', () => {
  const curve = pureCrypto.curve('p256');
  const key = unhex(SERVER_KEY);
  assert.ok(CHANNEL.includes(`5F4941${hex(curve.publicKey(key))}`));
  const secret = curve.sharedX(key, unhex(EUICC_POINT));
  assert.ok(secret !== undefined);
  const [eid, hostId] = [unhex(EID), HOST_ID];
  const { type: keyType, length: keyLength } = BSP_KEY;
  let place = startBsp(bspKeys(pureCrypto, { secret, keyType, keyLength, hostId, eid }));
  const protect = (tag: BspTag, data: Uint8Array): string => {
    const { segment, next } = protectBspSegment(pureCrypto, place, { tag, data });
    place = next;
    return hex(segment);
  };
  assert.equal(protect(BSP_TAG.command, emitConfigureIsdpRequest({})), CONFIGURE);
  assert.equal(protect(BSP_TAG.metadata, unhex(METADATA)), STORE);
  assert.equal(protect(BSP_TAG.elements, PROFILE), ELEMENTS);
});

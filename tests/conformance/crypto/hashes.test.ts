/** Digests, HMAC and key derivations that standards publish. */
import assert from 'node:assert/strict';
import { bytes, Fault, hex, unhex, utf8 } from '../../../src/base/index.ts';
import { HASH_NAMES, type HashName, hkdf, hmac, kdfX963 } from '../../../src/crypto/index.ts';
import { testPorts } from './ports.ts';

/** Of "abc". */
const DIGESTS: Readonly<Record<HashName, string>> = {
  md5: '900150983CD24FB0D6963F7D28E17F72',
  ripemd160: '8EB208F7E05D987A9B044A8E98C6B087F15A0BFC',
  sha1: 'A9993E364706816ABA3E25717850C26C9CD0D89D',
  sha224: '23097D223405D8228642A477BDA255B32AADBCE4BDA0B3F7E36C9DA7',
  sha256: 'BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD',
  sha384:
    'CB00753F45A35E8BB5A03D699AC65007272C32AB0EDED1631A8B605A43FF5BED' +
    '8086072BA1E7CC2358BAECA134C825A7',
  sha512:
    'DDAF35A193617ABACC417349AE20413112E6FA4E89A97EA20A9EEEE64B55D39A' +
    '2192992A274FC1A836BA3C23A3FEEBBD454D4423643CE80E2A9AC94FA54CA49F',
  'sha512-224': '4634270F707B6A54DAAE7530460842E20E37ED265CEEE9A43E8924AA',
  'sha512-256': '53048E2681941EF99B2E29B76B4C7DABE4C2D0C634FC6D46E0E2F13107E7AF23',
  'sha3-224': 'E642824C3F8CF24AD09234EE7D3C766FC9A3A5168D0C94AD73B46FDF',
  'sha3-256': '3A985DA74FE225B2045C172D6BD390BD855F086E3E9D525B46BFE24511431532',
  'sha3-384':
    'EC01498288516FC926459F58E2C6AD8DF9B473CB0FC08C2596DA7CF0E49BE4B2' +
    '98D88CEA927AC7F539F1EDF228376D25',
  'sha3-512':
    'B751850B1A57168A5693CD924B6B096E08F621827444F70D884F5D0240D2712E' +
    '10E116E9192AF3C91A7EC57647E3934057340B4CF408D5A56592F8274EEC53F0',
};

testPorts(
  'every hash function gives its published digest [FIPS180-4 §6] [FIPS202 §6.1]',
  (port) => {
    for (const name of HASH_NAMES) {
      const hash = port.hash(name);
      assert.equal(hex(hash.digest(utf8('abc'))), DIGESTS[name], name);
      assert.equal(hex(hash.digest(utf8('a'), utf8(''), utf8('bc'))), DIGESTS[name], name);
      assert.equal(hash.outputLength, DIGESTS[name].length / 2);
      assert.equal(hash.name, name);
    }
  },
);

testPorts('HMAC gives the published codes, also with a long key [RFC2104 §2]', (port) => {
  const short = hmac(port.hash('sha256'), new Uint8Array(20).fill(0x0b));
  assert.equal(
    hex(short(utf8('Hi '), utf8('There'))),
    'B0344C61D8DB38535CA8AFCEAF0BF12B881DC200C9833DA726E9376C2E32CFF7',
  );
  const long = hmac(port.hash('sha256'), new Uint8Array(131).fill(0xaa));
  assert.equal(
    hex(long(utf8('Test Using Larger Than Block-Size Key - Hash Key First'))),
    '60E431591EE0B67F0D8A26AACBF5B77F8E0BC6213728C5140546040F0EE37F54',
  );
  const sha1 = hmac(port.hash('sha1'), utf8('Jefe'));
  assert.equal(
    hex(sha1(utf8('what do ya want for nothing?'))),
    'EFFCDF6AE5EB2FA2D27416D5F184DF9C259A7C79',
  );
});

testPorts('HKDF gives the published keys, with and without salt [RFC5869 §2]', (port) => {
  const hash = port.hash('sha256');
  const secret = new Uint8Array(22).fill(0x0b);
  const salt = unhex('000102030405060708090A0B0C');
  const info = unhex('F0F1F2F3F4F5F6F7F8F9');
  assert.equal(
    hex(hkdf(hash, { secret, salt, info, length: 42 })),
    '3CB25F25FAACD57A90434F64D0362F2A2D2D0A90CF1A5A4C5DB02D56ECC4C5BF34007208D5B887185865',
  );
  assert.equal(
    hex(hkdf(hash, { secret, length: 42 })),
    '8DA4E775A563C18F715F802A063C5A31B8A11F5C5EE1879EC3454E5F3C738D2D9D201395FAA4B61A96C8',
  );
  assert.throws(() => hkdf(hash, { secret, length: 255 * 32 + 1 }), Fault);
});

testPorts('the function of X9.63 gives published keys [X9.63 §5.6.3]', (port) => {
  const secret = unhex('96C05619D56C328AB95FE84B18264B08725B85E33FD34F08');
  const key = kdfX963(port.hash('sha256'), { secret, length: 16 });
  assert.equal(hex(key), '443024C3DAE66B95E6F5670601558F71');
  const long = kdfX963(port.hash('sha256'), { secret, info: bytes(1), length: 100 });
  const start = kdfX963(port.hash('sha256'), { secret, info: bytes(1), length: 33 });
  assert.equal(hex(long).slice(0, 66), hex(start));
});

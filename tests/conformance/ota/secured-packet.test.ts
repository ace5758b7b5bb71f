/**
 * Secured packets that an independent implementation publishes, with the keys of its test cards:
 * written and read byte for byte, with our ciphers and checksums. [TS102225 §5.1] [TS102225 §5.2]
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, EMPTY, hex, isWireError, unhex } from '../../../src/base/index.ts';
import { cmac, decryptCbc, encryptCbc, pureCrypto } from '../../../src/crypto/index.ts';
import {
  commandIntegrityInput,
  emitCommandBody,
  emitCommandPacket,
  emitResponseBody,
  emitResponsePacket,
  keyIndicatorOf,
  paddingOf,
  parseCommandBody,
  parseCommandPacket,
  parseCompactResponse,
  parseResponseBody,
  parseResponsePacket,
  RESPONSE_STATUS,
  responseIntegrityInput,
} from '../../../src/wire/secured-packet/index.ts';

type Cipher = ReturnType<typeof pureCrypto.aes>;

interface Algorithm {
  readonly indicator: number;
  readonly cipher: Cipher;
  checksum(input: Bytes): Bytes;
}

function des(kic: string, kid: string): Algorithm {
  const signer = pureCrypto.des(unhex(kid));
  return {
    indicator: 0x35,
    cipher: pureCrypto.des(unhex(kic)),
    checksum: (input) => encryptLast(signer, input),
  };
}

/** The last block of CBC, over input filled up with zeros. */
function encryptLast(cipher: Cipher, input: Bytes): Bytes {
  const padded = new Uint8Array(Math.ceil(input.length / 8) * 8);
  padded.set(input);
  return encryptCbc(cipher, { iv: new Uint8Array(8), data: padded }).subarray(-8);
}

function aes(kic: string, kid: string): Algorithm {
  const mac = cmac(pureCrypto.aes(unhex(kid)));
  return {
    indicator: 0x22,
    cipher: pureCrypto.aes(unhex(kic)),
    checksum: (input) => mac(input).subarray(0, 8),
  };
}

const SAMPLES_DES = des('300102030405060708090A0B0C0D0E0F', '301102030405060708090A0B0C0D0E0F');
const SAMPLES_AES = aes('200102030405060708090A0B0C0D0E0F', '201102030405060708090A0B0C0D0E0F');
const CARD_DES = des('C21DD66ACAC13CB3BC8B331B24AFB57B', '12110C78E678C25408233076AA033615');

const SELECT_MF = '00A40004023F00';
const NO_COUNTER = new Uint8Array(5);
/** User data header of a short message that carries a response. */
const RESPONSE_HEADER = unhex('027100');

const VECTORS = [
  {
    name: 'two-key DES, ciphered, response ciphered with checksum',
    algorithm: SAMPLES_DES,
    command: '00201506193535B00011AE733256918D050B87C94FBFE12E4DC402F262C41CF67F2F',
    apdu: SELECT_MF,
    response: '001C12B000118BB989492C632529326A2F4681FEB37C825BC9021C9F6D0B',
    sw: 0x6132,
  },
  {
    name: 'two-key DES, ciphered, response clear with checksum',
    algorithm: SAMPLES_DES,
    command: '00201506093535B00011C49AC91AB8159BA5B83A54FB6385E0A5E31694F8B215FAFC',
    apdu: SELECT_MF,
    response: '001612B0001100000000000000B5BCD6353A421FAE016132',
    sw: 0x6132,
  },
  {
    name: 'two-key DES, ciphered, response clear without checksum',
    algorithm: SAMPLES_DES,
    command: '00201506013535B000113190BE334900F52B025F3F7EDDFE868E96EBF310023B7769',
    apdu: SELECT_MF,
    response: '000E0AB0001100000000000000016132',
    sw: 0x6132,
  },
  {
    name: 'AES-128, ciphered, response ciphered with checksum',
    algorithm: SAMPLES_AES,
    command: '00281506192222B00011E87CCEEBB2D93083011CE294F93FC4D8DE80DA1ABAE8C37CA3E72EC4432E5058',
    apdu: SELECT_MF,
    response: '002412B00011EBC6B497E2CAD7AEDF36ACE0E3A29B38853F0FE9CCDE81913BE5702B73ABCE1F',
    sw: 0x6132,
  },
  {
    name: 'two-key DES, ciphered without checksum',
    algorithm: CARD_DES,
    command: '00180D04193535B00000E3EC80A849B554421276AF3883927C20',
    apdu: '00A40000023F00',
    response: '001C12B000119660EBDB81BE189B5E4389E9E7AB2BC0954F963AD869ED7C',
    sw: 0x612f,
  },
] as const;

function decrypt({ cipher }: Algorithm, data: Bytes): Bytes {
  return decryptCbc(cipher, { iv: new Uint8Array(cipher.blockLength), data });
}

function encrypt({ cipher }: Algorithm, data: Bytes): Bytes {
  return encryptCbc(cipher, { iv: new Uint8Array(cipher.blockLength), data });
}

for (const { name, algorithm, command, apdu, response, sw } of VECTORS) {
  test(`${name}: the command, both ways [TS102225 §5.1]`, () => {
    const packet = parseCommandPacket(unhex(command));
    assert.ok(!isWireError(packet), JSON.stringify(packet));
    assert.equal(packet.kic, algorithm.indicator);
    assert.equal(keyIndicatorOf(packet.kic).keySet, packet.kic >> 4);
    assert.equal(packet.spi.ciphered, true);
    const body = parseCommandBody(packet, decrypt(algorithm, packet.secured));
    assert.ok(!isWireError(body), JSON.stringify(body));
    assert.equal(hex(body.data), apdu);
    const signed = packet.integrityLength > 0;
    const checksum = signed ? algorithm.checksum(commandIntegrityInput(packet, body)) : EMPTY;
    assert.equal(hex(body.integrity), hex(checksum));

    const own = { counter: NO_COUNTER, integrity: checksum, data: unhex(apdu) };
    const padding = paddingOf(own, algorithm.cipher.blockLength);
    const secured = encrypt(algorithm, emitCommandBody({ ...own, padding }));
    assert.equal(hex(emitCommandPacket({ ...packet, secured })), command);
  });

  test(`${name}: the response, both ways [TS102225 §5.2]`, () => {
    const { proof } = mustParse(command).spi;
    const packet = parseResponsePacket(unhex(response));
    assert.ok(!isWireError(packet), JSON.stringify(packet));
    const plain = proof.ciphered ? decrypt(algorithm, packet.secured) : packet.secured;
    const body = parseResponseBody(packet, plain);
    assert.ok(!isWireError(body), JSON.stringify(body));
    assert.equal(body.status, RESPONSE_STATUS.ok);
    const input = responseIntegrityInput(RESPONSE_HEADER, packet, body);
    const checksum = proof.integrity === 'checksum' ? algorithm.checksum(input) : EMPTY;
    assert.equal(hex(body.integrity), hex(checksum));
    assert.deepEqual(parseCompactResponse(body.data), { executed: 1, sw, data: EMPTY });

    const emitted = emitResponseBody({ ...body, integrity: checksum });
    const secured = proof.ciphered ? encrypt(algorithm, emitted) : emitted;
    assert.equal(hex(emitResponsePacket({ ...packet, secured })), response);
  });

  test(`${name}: every cut is an error`, () => {
    for (let length = 0; length < command.length / 2; length++)
      assert.ok(isWireError(parseCommandPacket(unhex(command).subarray(0, length))));
    for (let length = 0; length < response.length / 2; length++)
      assert.ok(isWireError(parseResponsePacket(unhex(response).subarray(0, length))));
  });
}

function mustParse(command: string) {
  const packet = parseCommandPacket(unhex(command));
  assert.ok(!isWireError(packet));
  return packet;
}

test('a response whose checksum does not fit is not the card’s [TS102225 §5.2]', () => {
  const packet = parseResponsePacket(unhex('001612B000110000000000000055F47118381175FB02612F'));
  assert.ok(!isWireError(packet));
  const body = parseResponseBody(packet, packet.secured);
  assert.ok(!isWireError(body));
  const input = responseIntegrityInput(RESPONSE_HEADER, packet, body);
  assert.notEqual(hex(body.integrity), hex(CARD_DES.checksum(input)));
});

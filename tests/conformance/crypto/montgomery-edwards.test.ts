/** X25519, X448, Ed25519 and Ed448: published values, and inputs that are made to be refused. */
import assert from 'node:assert/strict';
import { Fault, hex, unhex } from '../../../src/base/index.ts';
import { testPorts } from './ports.ts';

testPorts('X25519 and X448 give the published products [RFC7748 §5.2]', (port) => {
  const x25519 = port.montgomery('x25519');
  const products = [
    [
      'A546E36BF0527C9D3B16154B82465EDD62144C0AC1FC5A18506A2244BA449AC4',
      'E6DB6867583030DB3594C1A424B15F7C726624EC26B3353B10A903A6D0AB1C4C',
      'C3DA55379DE9C6908E94EA4DF28D084F32ECCF03491C71F754B4075577A28552',
    ],
    [
      '4B66E9D4D1B4673C5AD22691957D6AF5C11B6421E0EA01D42CA4169E7918BA0D',
      'E5210F12786811D3F4B7959D0538AE2C31DBE7106FC03C3EFC4CD549C715A493',
      '95CBDE9476E8907D7AADE45CB4B873F88B595A68799FA152E6F8F7647AAC7957',
    ],
  ] as const;
  for (const [scalar, u, product] of products) {
    assert.equal(hex(x25519(unhex(scalar), unhex(u))!), product);
  }
  const product = port.montgomery('x448')(
    unhex(
      '3D262FDDF9EC8E88495266FEA19A34D28882ACEF045104D0D1AAE121700A779C' +
        '984C24F8CDD78FBFF44943EBA368F54B29259A4F1C600AD3',
    ),
    unhex(
      '06FCE640FA3487BFDA5F6CF2D5263F8AAD88334CBD07437F020F08F9814DC031' +
        'DDBDC38C19C6DA2583FA5429DB94ADA18AA7A7FB4EF8A086',
    ),
  );
  assert.equal(
    hex(product!),
    'CE3E4FF95A60DC6697DA1DB1D85E6AFBDF79B50A2412D7546D5F239FE14FBAAD' +
      'EB445FC66A01B0779D98223961111E21766282F73DD96B6F',
  );
});

/** Points of low order, also with coordinates above the field and with the unused bit set. */
const LOW_ORDER = [
  '00'.repeat(32),
  '01' + '00'.repeat(31),
  'E0EB7A7C3B41B8AE1656E3FAF19FC46ADA098DEB9C32B1FD866205165F49B800',
  '5F9C95BCA3508C24B1D0B1559C83EF5B04445CC4581C8E86D8224EDDD09F1157',
  'ECFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F',
  'EDFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F',
  'EEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F',
  'E0EB7A7C3B41B8AE1656E3FAF19FC46ADA098DEB9C32B1FD866205165F49B880',
] as const;

testPorts('a coordinate of low order or of a wrong length has no product [RFC7748 §6]', (port) => {
  const scalar = unhex('88227494038F2BB811D47805BCDF04A2AC585ADA7F2F23389BFD4658F9DDD45E');
  for (const u of LOW_ORDER) {
    assert.equal(port.montgomery('x25519')(scalar, unhex(u)), undefined, u);
  }
  const long = new Uint8Array(56).fill(0x77);
  assert.equal(port.montgomery('x448')(long, new Uint8Array(56)), undefined);
  assert.equal(port.montgomery('x448')(long, new Uint8Array(57).fill(9)), undefined);
  assert.equal(port.montgomery('x25519')(scalar, new Uint8Array(31).fill(9)), undefined);
  assert.throws(() => port.montgomery('x25519')(new Uint8Array(31), scalar), Fault);
});

const ED25519 = {
  key: unhex('4CCD089B28FF96DA9DB6C346EC114E0F5B8A319F35ABA624DA8CF6ED4FB8A6FB'),
  publicKey: unhex('3D4017C3E843895A92B70AA74D1B7EBC9C982CCF2EC4968CC0CD55F12AF4660C'),
  message: unhex('72'),
  signature: unhex(
    '92A009A9F0D4CAB8720E820B5F642540A2B27B5416503F8FB3762223EBDB69DA' +
      '085AC1E43E15996E458F3613D0F11D8C387B2EAEB4302AEEB00D291612BB0C00',
  ),
};
const ED448_KEY = unhex(
  '6C82A562CB808D10D632BE89C8513EBF6C929F34DDFA8C9F63C9960EF6E348A3' +
    '528C8A3FCC2F044E39A3FC5B94492F8F032E7549A20098F95B',
);

testPorts(
  'Ed25519 and Ed448 give the published signatures [RFC8032 §7.1] [RFC8032 §7.4]',
  (port) => {
    const { key, publicKey, message, signature } = ED25519;
    const ed25519 = port.edwards('ed25519');
    assert.equal(hex(ed25519.publicKey(key)), hex(publicKey));
    assert.equal(hex(ed25519.sign(key, message)), hex(signature));
    assert.equal(ed25519.verify({ publicKey, message, signature }), true);
    const ed448 = port.edwards('ed448');
    assert.equal(
      hex(ed448.publicKey(ED448_KEY)),
      '5FD7449B59B461FD2CE787EC616AD46A1DA1342485A70E1F8A0EA75D80E96778' +
        'EDF124769B46C7061BD6783DF1E50F6CD1FA1ABEAFE8256180',
    );
    const empty = ed448.sign(ED448_KEY, new Uint8Array(0));
    assert.equal(
      hex(empty).slice(0, 64),
      '533A37F6BBE457251F023C0D88F976AE2DFB504A843E34D2074FD823D41A591F',
    );
  },
);

/** The order of the group, little-endian. */
const ORDER = 'EDD3F55C1A631258D69CF7A2DEF9DE1400000000000000000000000000000010';

testPorts(
  'Ed25519 refuses keys that are not canonical, large s and small keys made to fit',
  (port) => {
    const { publicKey, message, signature } = ED25519;
    const ed25519 = port.edwards('ed25519');
    const r = signature.subarray(0, 32);
    const above = Uint8Array.from(signature);
    const s = BigInt(`0x${hex(signature.subarray(32).toReversed())}`);
    const order = BigInt(`0x${hex(unhex(ORDER).toReversed())}`);
    above.set(unhex((s + order).toString(16).padStart(64, '0')).toReversed(), 32);
    assert.equal(ed25519.verify({ publicKey, message, signature: above }), false, 's + order');
    const zeros = new Uint8Array(32);
    for (const second of [zeros, unhex(ORDER)]) {
      const forged = Uint8Array.from([...zeros, ...second]);
      assert.equal(ed25519.verify({ publicKey, message, signature: forged }), false);
    }
    const keys = [
      'EDFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F',
      '0100000000000000000000000000000000000000000000000000000000000080',
      'ECFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF',
    ];
    // With the neutral element as key and as R, and s of zero, the equation holds for any message.
    const neutral = unhex('01' + '00'.repeat(31));
    const holds = Uint8Array.from([...neutral, ...zeros]);
    for (const key of keys) {
      assert.equal(
        ed25519.verify({ publicKey: unhex(key), message, signature: holds }),
        false,
        key,
      );
    }
    assert.equal(ed25519.verify({ publicKey, message, signature: signature.subarray(1) }), false);
    assert.equal(ed25519.verify({ publicKey: r.subarray(1), message, signature }), false);
    assert.throws(() => ed25519.sign(zeros.subarray(1), message), Fault);
  },
);

/** Milenage, TUAK and the test algorithm: the published test sets. */
import assert from 'node:assert/strict';
import { hex, unhex } from '../../../src/base/index.ts';
import {
  authenticationFunctions,
  type AuthenticationKeys,
  gsmCipherKey,
  gsmResponse,
  Milenage,
  milenageOpc,
  tuakKeys,
  tuakMac,
  tuakResyncKey,
  tuakTopc,
  xorKeys,
  xorMac,
} from '../../../src/crypto/index.ts';
import { testPorts } from './ports.ts';

/** [TS35207 §4] [TS35207 §5] [TS35207 §6] */
const MILENAGE_SETS = [
  {
    k: '465B5CE8B199B49FAA5F0A2EE238A6BC',
    rand: '23553CBE9637A89D218AE64DAE47BF35',
    sqn: 'FF9BB4D0B607',
    amf: 'B9B9',
    op: 'CDC202D5123E20F62B6D676AC72CB318',
    opc: 'CD63CB71954A9F4E48A5994E37A02BAF',
    macA: '4A9FFAC354DFAFB3',
    macS: '01CFAF9EC4E871E9',
    res: 'A54211D5E3BA50BF',
    ck: 'B40BA9A3C58B2A05BBF0D987B21BF8CB',
    ik: 'F769BCD751044604127672711C6D3441',
    ak: 'AA689C648370',
    akStar: '451E8BECA43B',
  },
  {
    k: '0396EB317B6D1C36F19C1C84CD6FFD16',
    rand: 'C00D603103DCEE52C4478119494202E8',
    sqn: 'FD8EEF40DF7D',
    amf: 'AF17',
    op: 'FF53BADE17DF5D4E793073CE9D7579FA',
    opc: '53C15671C60A4B731C55B4A441C0BDE2',
    macA: '5DF5B31807E258B0',
    macS: 'A8C016E51EF4A343',
    res: 'D3A628ED988620F0',
    ck: '58C433FF7A7082ACD424220F2B67C556',
    ik: '21A8C1F929702ADB3E738488B9F5C5DA',
    ak: 'C47783995F72',
    akStar: '30F1197061C1',
  },
  {
    k: 'FEC86BA6EB707ED08905757B1BB44B8F',
    rand: '9F7C8D021ACCF4DB213CCFF0C7F71A6A',
    sqn: '9D0277595FFC',
    amf: '725C',
    op: 'DBC59ADCB6F9A0EF735477B7FADF8374',
    opc: '1006020F0A478BF6B699F15C062E42B3',
    macA: '9CABC3E99BAF7281',
    macS: '95814BA2B3044324',
    res: '8011C48C0C214ED2',
    ck: '5DBDBB2954E8F3CDE665B046179A5098',
    ik: '59A92D3B476A0443487055CF88B2307B',
    ak: '33484DC2136B',
    akStar: 'DEACDD848CC6',
  },
  {
    k: '9E5944AEA94B81165C82FBF9F32DB751',
    rand: 'CE83DBC54AC0274A157C17F80D017BD6',
    sqn: '0B604A81ECA8',
    amf: '9E09',
    op: '223014C5806694C007CA1EEEF57F004F',
    opc: 'A64A507AE1A2A98BB88EB4210135DC87',
    macA: '74A58220CBA84C49',
    macS: 'AC2CC74A96871837',
    res: 'F365CD683CD92E96',
    ck: 'E203EDB3971574F5A94B0D61B816345D',
    ik: '0C4524ADEAC041C4DD830D20854FC46B',
    ak: 'F0B9C08AD02E',
    akStar: '6085A86C6F63',
  },
  {
    k: '4AB1DEB05CA6CEB051FC98E77D026A84',
    rand: '74B0CD6031A1C8339B2B6CE2B8C4A186',
    sqn: 'E880A1B580B6',
    amf: '9F07',
    op: '2D16C5CD1FDF6B22383584E3BEF2A8D8',
    opc: 'DCF07CBD51855290B92A07A9891E523E',
    macA: '49E785DD12626EF2',
    macS: '9E85790336BB3FA2',
    res: '5860FC1BCE351E7E',
    ck: '7657766B373D1C2138F307E3DE9242F9',
    ik: '1C42E960D89B8FA99F2744E0708CCB53',
    ak: '31E11A609118',
    akStar: 'FE2555E54AA9',
  },
  {
    k: '6C38A116AC280C454F59332EE35C8C4F',
    rand: 'EE6466BC96202C5A557ABBEFF8BABF63',
    sqn: '414B98222181',
    amf: '4464',
    op: '1BA00A1A7C6700AC8C3FF3E96AD08725',
    opc: '3803EF5363B947C6AAA225E58FAE3934',
    macA: '078ADFB488241A57',
    macS: '80246B8D0186BCF1',
    res: '16C8233F05A0AC28',
    ck: '3F8C7587FE8E4B233AF676AEDE30BA3B',
    ik: 'A7466CC1E6B2A1337D49D3B66E95D7B4',
    ak: '45B0F69AB06C',
    akStar: '1F53CD2B1113',
  },
] as const;

/** What f2 to f5 gave, as text. */
function shown({ res, ck, ik, ak }: AuthenticationKeys): readonly string[] {
  return [res, ck, ik, ak].map(hex);
}

testPorts('Milenage gives the published test sets [TS35206 §4.1]', (port) => {
  for (const set of MILENAGE_SETS) {
    const k = unhex(set.k);
    const rand = unhex(set.rand);
    const opc = milenageOpc(port, k, unhex(set.op));
    assert.equal(hex(opc), set.opc);
    const functions = new Milenage(port, { k, opc });
    const numbers = { rand, sqn: unhex(set.sqn), amf: unhex(set.amf) };
    const { macA, macS } = functions.mac(numbers);
    assert.deepEqual([hex(macA), hex(macS)], [set.macA, set.macS]);
    assert.deepEqual(shown(functions.keys(rand)), [set.res, set.ck, set.ik, set.ak]);
    assert.equal(hex(functions.resyncKey(rand)), set.akStar);
  }
});

testPorts('Milenage turns by any count of bits and takes constants of its own', (port) => {
  const k = unhex(MILENAGE_SETS[0].k);
  const rand = unhex(MILENAGE_SETS[0].rand);
  const zero = new Uint8Array(16);
  const constants = Array.from({ length: 5 }, () => zero);
  const by = (rotation: number) =>
    hex(
      new Milenage(port, {
        k,
        opc: zero,
        constants: { rotations: Array(5).fill(rotation) as number[], constants },
      }).keys(rand).ck,
    );
  assert.equal(by(0), by(128), 'a whole turn is none');
  assert.notEqual(by(0), by(1));
  assert.notEqual(by(8), by(9));
});

/** [TS35233 §6.3] to the end of that clause. */
const TUAK_SETS = [
  {
    iterations: 1,
    k: 'ABABABABABABABABABABABABABABABAB',
    rand: '42424242424242424242424242424242',
    sqn: '111111111111',
    amf: 'FFFF',
    top: '5555555555555555555555555555555555555555555555555555555555555555',
    topc: 'BD04D9530E87513C5D837AC2AD954623A8E2330C115305A73EB45D1F40CCCBFF',
    macA: 'F9A54E6AEAA8618D',
    macS: 'E94B4DC6C7297DF3',
    res: '657ACD64',
    ck: 'D71A1E5C6CAFFE986A26F783E5C78BE1',
    ik: 'BE849FA2564F869AECEE6F62D4337E72',
    ak: '719F1E9B9054',
    akStar: 'E7AF6B3D0E38',
  },
  {
    iterations: 1,
    k: 'FFFEFDFCFBFAF9F8F7F6F5F4F3F2F1F0EFEEEDECEBEAE9E8E7E6E5E4E3E2E1E0',
    rand: '0123456789ABCDEF0123456789ABCDEF',
    sqn: '0123456789AB',
    amf: 'ABCD',
    top: '808182838485868788898A8B8C8D8E8F909192939495969798999A9B9C9D9E9F',
    topc: '305425427E18C503C8A4B294EA72C95D0C36C6C6B29D0C65DE5974D5977F8524',
    macA: 'C0B8C2D4148EC7AA5F1D78A97E4D1D58',
    macS: 'EF81AF7290F7842C6CEAFA537FA0745B',
    res: 'E9D749DC4EEA0035',
    ck: 'A4CB6F6529AB17F8337F27BAA8234D47',
    ik: '2274155CCF4199D5E2ABCBF621907F90',
    ak: '480A9345CC1E',
    akStar: 'F84EB338848C',
  },
  {
    iterations: 1,
    k: 'FFFEFDFCFBFAF9F8F7F6F5F4F3F2F1F0EFEEEDECEBEAE9E8E7E6E5E4E3E2E1E0',
    rand: '0123456789ABCDEF0123456789ABCDEF',
    sqn: '0123456789AB',
    amf: 'ABCD',
    top: '808182838485868788898A8B8C8D8E8F909192939495969798999A9B9C9D9E9F',
    topc: '305425427E18C503C8A4B294EA72C95D0C36C6C6B29D0C65DE5974D5977F8524',
    macA: 'D97B75A1776065271B1E212BC3B1BF173F438B21E6C64A55A96C372E085E5CC5',
    macS: '427BBF07C6E3A86C54F8C5216499F3909A6FD4A164C9FE235B1550258111B821',
    res: '07021C73E7635C7D',
    ck: '4D59AC796834EB85D11FA148A5058C3C',
    ik: '126D47500136FDC5DDFD14F19EBF16749CE4B6435323FBB5715A3A796A6082BD',
    ak: '1D6622C4E59A',
    akStar: 'F84EB338848C',
  },
  {
    iterations: 1,
    k: 'B8DA837A50652D6AC7C97DA14F6ACC61',
    rand: '6887E55425A966BD86C9661A5FA72BE8',
    sqn: '0DEA2EE2C5AF',
    amf: 'DF1E',
    top: '0952BE13556C32EBC58195D9DD930493E12A9003669988FFDE5FA1F0FE35CC01',
    topc: '2BC16EB657A68E1F446F08F57C0EFB1D493527A2E652CE281EB6CA0E4487760A',
    macA: '749214087958DD8F58BFCDF869D8AE3F',
    macS: '619E865AFE80E382AEE13063F9DFB56D',
    res: '4041CE438E3E38E8AA96562EED83AC43',
    ck: '3E3BC01BEA0CD914C4C2C83CE2D92757',
    ik: '666A8E6F577B1AA77B7FD53CEBB8A3D6',
    ak: '1F880D005119',
    akStar: '45E617D77FE5',
  },
  {
    iterations: 1,
    k: '1574CA56881D05C189C82880F789C9CD4244955F4426AA2B69C29F15770E5AA5',
    rand: 'C570AAC68CDE651FB1E3088322498BEF',
    sqn: 'C89BB71F3A41',
    amf: '297D',
    top: 'E59F6EB10EA406813F4991B0B9E02F181EDF4C7E17B480F66D34DA35EE88C95E',
    topc: '3C6052E41532A28A47AA3CBB89F223E8F3AAA976AECD48BC3E7D6165A55EFF62',
    macA: 'D7340DAD02B4CB01',
    macS: 'C6021E2E66ACCB15',
    res: '84D89B41DB1867FFD4C7BA1D82163F4D526A20FBAE5418FBB526940B1EEB905C',
    ck: 'D419676AFE5AB58C1D8BEE0D43523A4D2F52EF0B31A4676A0C334427A988FE65',
    ik: '205533E505661B61D05CC0EAC87818F4',
    ak: 'D7B3D2D4980A',
    akStar: 'CA9655264986',
  },
  {
    iterations: 2,
    k: '1574CA56881D05C189C82880F789C9CD4244955F4426AA2B69C29F15770E5AA5',
    rand: 'C570AAC68CDE651FB1E3088322498BEF',
    sqn: 'C89BB71F3A41',
    amf: '297D',
    top: 'E59F6EB10EA406813F4991B0B9E02F181EDF4C7E17B480F66D34DA35EE88C95E',
    topc: 'B04A66F26C62FCD6C82DE22A179AB65506ECF47F56245CD149966CFA9CEC7A51',
    macA: '90D2289ED1CA1C3DBC2247BB480D431AC71D2E4A7677F6E997CFDDB0CBAD88B7',
    macS: '427355DBAC30E825063ABA61B556E87583ABAC638E3AB01C4C884AD9D458DC2F',
    res: 'D67E6E64590D22EECBA7324AFA4AF4460C93F01B24506D6E12047D789A94C867',
    ck: 'EDE57EDFC57CDFFE1AAE75066A1B7479BBC3837438E88D37A801CCCC9F972B89',
    ik: '48ED9299126E5057402FE01F9201CF25249F9C5C0ED2AFCF084755DAFF1D3999',
    ak: '6AAE8D18C448',
    akStar: '8C5F33B61F4E',
  },
] as const;

testPorts('TUAK gives the published test sets, in all their lengths [TS35231 §7.1]', () => {
  for (const set of TUAK_SETS) {
    const { iterations } = set;
    const k = unhex(set.k);
    const rand = unhex(set.rand);
    const topc = tuakTopc(k, unhex(set.top), iterations);
    assert.equal(hex(topc), set.topc);
    const keys = { k, topc, iterations };
    const numbers = { rand, sqn: unhex(set.sqn), amf: unhex(set.amf) };
    const { macA, macS } = tuakMac(keys, numbers, set.macA.length / 2);
    assert.deepEqual([hex(macA), hex(macS)], [set.macA, set.macS]);
    const lengths = {
      res: set.res.length / 2,
      ck: set.ck.length / 2,
      ik: set.ik.length / 2,
    };
    assert.deepEqual(shown(tuakKeys(keys, rand, lengths)), [set.res, set.ck, set.ik, set.ak]);
    assert.equal(hex(tuakResyncKey(keys, rand)), set.akStar);
  }
});

testPorts('the test algorithm is an exclusive or and turns of it [TS34108 §8.1.2.1]', () => {
  const k = unhex('000102030405060708090A0B0C0D0E0F');
  const rand = unhex('F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0');
  assert.deepEqual(shown(xorKeys(k, rand)), [
    'F0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF',
    'F1F2F3F4F5F6F7F8F9FAFBFCFDFEFFF0',
    'F2F3F4F5F6F7F8F9FAFBFCFDFEFFF0F1',
    'F3F4F5F6F7F8',
  ]);
  const mac = xorMac(k, { rand, sqn: unhex('000000000001'), amf: unhex('8000') });
  assert.equal(hex(mac), 'F0F1F2F3F4F476F7');
});

testPorts('one interface gives the functions of each algorithm [TS33102 §6.3]', (port) => {
  const [set] = MILENAGE_SETS;
  const rand = unhex(set.rand);
  const numbers = { rand, sqn: unhex(set.sqn), amf: unhex(set.amf) };
  const keys = { k: unhex(set.k), opc: unhex(set.opc) };
  const milenage = authenticationFunctions(port, { kind: 'milenage', resLength: 6, ...keys });
  assert.equal(hex(milenage.mac(numbers).macA), set.macA);
  assert.equal(hex(milenage.keys(rand).res), set.res.slice(0, 12), 'RES is cut to its length');
  assert.equal(hex(milenage.resyncKey(rand)), set.akStar);

  const [first] = TUAK_SETS;
  const tuak = authenticationFunctions(port, {
    kind: 'tuak',
    k: unhex(first.k),
    topc: unhex(first.topc),
    lengths: { res: 4, ck: 16, ik: 16 },
  });
  const challenge = unhex(first.rand);
  assert.equal(hex(tuak.keys(challenge).res), first.res);
  assert.equal(hex(tuak.resyncKey(challenge)), first.akStar);
  const { macA, macS } = tuak.mac({
    rand: challenge,
    sqn: unhex(first.sqn),
    amf: unhex(first.amf),
  });
  assert.deepEqual([hex(macA), hex(macS)], [first.macA, first.macS]);

  const xor = authenticationFunctions(port, { kind: 'xor', k: keys.k, resLength: 4 });
  assert.equal(xor.keys(rand).res.length, 4);
  assert.deepEqual(xor.resyncKey(rand), xor.keys(rand).ak);
});

testPorts('a GSM network gets SRES and Kc by conversion [TS33102 §6.8.1.2]', (port) => {
  const [set] = MILENAGE_SETS;
  const keys = { k: unhex(set.k), opc: unhex(set.opc) };
  const { res, ck, ik } = new Milenage(port, keys).keys(unhex(set.rand));
  assert.equal(hex(gsmResponse(res)), '46F8416A');
  assert.equal(hex(gsmCipherKey({ ck, ik })), 'EAE4BE823AF9A08B');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bench } from '../../../../tests/support/container-bench.ts';
import { cardOnBench, contentOf, ISD_AID } from '../../../../tests/support/globalplatform-card.ts';
import { fromUtf8, hex, isWireError, Secret, unhex } from '../../../base/index.ts';
import { pureCrypto } from '../../../crypto/index.ts';
import type { Command } from '../../../os/abi/index.ts';
import { parseCommandApdu } from '../../../wire/index.ts';
import { Scp03Channel } from './secure-messaging.ts';
import { deriveSessionKeys } from './session-keys.ts';

/**
 * Sessions that a public client recorded with one real card, whose keys it published: what the
 * card answered then, this one must answer now.
 */
const KEYS = {
  type: 'AES' as const,
  version: 0x30,
  enc: 'F995D0A069335C7DF42E590317FFEA6D',
  mac: '58563362EC5A4541ABCD32B34B1EAE7D',
  dek: '0A02A6D687406DCFA09DC70B3EDB7E38',
};

interface Recorded {
  readonly name: string;
  readonly sequence: number;
  readonly initializeUpdate: string;
  readonly answer: string;
  readonly externalAuthenticate: string;
  /**
   * Commands of the session; only one whose secure messaging verifies is answered otherwise than
   * 6982.
   */
  readonly commands: readonly string[];
}

const SESSIONS: readonly Recorded[] = [
  {
    name: 'DELETE with data encrypted',
    sequence: 0x15,
    initializeUpdate: '8050000008B2BDE1A2DC66BD5600',
    answer: '00000000000000000000300370C40932A6FEFEAEB2E127185170F45FCA000015',
    externalAuthenticate: '848203001059D54D932423D29F6313C970875F8C2F',
    commands: ['84E400801829F06AEC3180B3EFE91FF662310B945DE0D5FE66AD67A5B6'],
  },
  {
    name: 'authentication alone',
    sequence: 0x1e,
    initializeUpdate: '80500000089BD6BF878FB8E99100',
    answer: '000000000000000000003003703C80C2CC87EB3A35E4EDBA35E629C33600001E',
    externalAuthenticate: '848203001023EBFEDC579D22CDCDB6A25A5FF7891F',
    commands: [],
  },
  {
    name: 'GET STATUS of applications',
    sequence: 0x25,
    initializeUpdate: '8050000008A6D40AEC55FE798600',
    answer: '00000000000000000000300370B6E362D0F90F8101C34B7B21A7455320000025',
    externalAuthenticate: '84820300103D958B36BB38AE5896A559345F81471A',
    commands: ['84F2400218D18C9A7BB2B1B1C7ED1B24E1B1307CB9D71A66ABC55CBC3A00'],
  },
  {
    name: 'four GET STATUS in a chain of MACs',
    sequence: 0x85,
    initializeUpdate: '8050000008DA2390D378D94B0A00',
    answer: '00000000000000000000300370A7EFE2BFDB3A27A6EAE3FF0EA0D17524000085',
    externalAuthenticate: '8482030010953EEC5B4A81BF393ADC2ADFD638827A',
    commands: [
      '84F2200218705C4D16C7BAC5496AEE0ED9963222455472F3CFAC97BCCA00',
      '84F240021834AF0FEDDAE7C07308600587E1B1E6EC87811520D9A6AAAD00',
      '84F28002188D6CFE9EB359EACB9594D8EC161E45C10ED0138E34A10BF300',
      '84F21002183D98B6DE9CBF3905EAE4FAF5E141C58DAB7013D1076745C700',
    ],
  },
];

for (const recorded of SESSIONS) {
  test(`a session recorded with a real card verifies: ${recorded.name} [GPAmdD §6.2]`, () => {
    const bench = cardOnBench({ isd: { aid: ISD_AID }, keySets: [KEYS], cplc: '00'.repeat(42) });
    contentOf(bench, 1)
      .counter('sequence/48', 0)
      .set(recorded.sequence - 1);
    const session = bench.session();
    bench.select(session, bench.entity('ISD'));
    const send = (apdu: string) => bench.send(session, unhex(apdu));
    const initialized = send(recorded.initializeUpdate);
    assert.equal(initialized.sw, 0x9000);
    assert.equal(hex(initialized.data), recorded.answer);
    assert.equal(send(recorded.externalAuthenticate).sw, 0x9000);
    for (const command of recorded.commands) {
      const { sw } = send(command);
      assert.notEqual(sw, 0x6982);
      if (command.startsWith('84F2')) assert.equal(sw, 0x9000);
    }
  });
}

test('a recorded command verifies once only: sent again it aborts the session', () => {
  const recorded = SESSIONS[2]!;
  const bench = cardOnBench({ keySets: [KEYS], cplc: '00'.repeat(42) });
  contentOf(bench, 1)
    .counter('sequence/48', 0)
    .set(recorded.sequence - 1);
  const session = bench.session();
  bench.select(session, bench.entity('ISD'));
  const send = (apdu: string) => bench.send(session, unhex(apdu)).sw;
  assert.equal(send(recorded.initializeUpdate), 0x9000);
  assert.equal(send(recorded.externalAuthenticate), 0x9000);
  assert.equal(send(recorded.commands[0]!), 0x9000);
  assert.equal(send(recorded.commands[0]!), 0x6982);
  assert.equal(send('80CA9F7F00'), 0x6982);
});

/** A recorded session with response MAC and response encryption: an applet echoed what it got. */
const ECHO = {
  key: '404142434445464748494A4B4C4D4E4F',
  context: '2C8130E574247B1B' + 'A5874C57119B976B',
  externalAuthenticate: '8482330010A75F1CD48F3B93DFA57E690937921F92',
  exchanges: [
    [
      '84400000B80422E602DD973125102DDE05875CA115C04D811A40593DB9D9480927CC9A249BD118FB6C674A86' +
        'BF70D0CD898153A438DAC4CD302B74876D718481FCDB9D39944453BEBD28832300C99FB8035D2DFF3E3CB3F5' +
        'DAD568330127929207A179226EB5C6C52341A297CB2C8F25E481F1CE6EF6EADD2410E70EB268AF48D29CB20C' +
        'FCB8448DE83235ADA96A5EEED379C0701924707DA111DBB9039ACF8E19F1CE62AA4EF26D7C871E842ED81524' +
        '5F7F2D9A9A87D9BDA54B188DCB',
      '20F075017DE9F58A1E3D7567CBE71140AC0EBFA376881449A0665992BB997C6A145AC6BE3B642931C2652F62' +
        'B85532B45689EB3E37602E6276B72BABE6A0FF00BEB02473EF22792A37F70D17F7715F103528CC6122880FC8' +
        '6AE75E5F085F1B37492FF33DD148162DAFA203D973F3A4579F8B547FACB14034641FC817BBDF119A9EB0F24D' +
        'ED4F9CE3640B46189EE2138B405446FA4F154D4F9600B288299642BEF5A387B71922A0CAD4D77D9596E8F417' +
        'A6DB42CFE2C1081E',
    ],
    [
      '84400000B803C6D93C9A2EBE310E2215CEAC64C9CB8A03A89657272AE001E398FB7A7F42E02210672D0927DB' +
        'E2BF6F80AA322D948C2743EFBA75EC51FD9BC5E6B4306371916CC50B0F341177FB99091F560A37C88D1A3874' +
        '43792E128A3A04118D0EA9F8EC989012FE4E097440411852373B4470851AC573A0B15262E506B34F771DCC53' +
        'A24E91FAD37FE67454FAAFEFCC3E2F7141DCD7174D88933629E632C1CFDD5D1D30017D0CA14FE32A022F064C' +
        '93EB4769F5A497BE036C5A563F',
      'EFA214CD7DE37F299690265ECDBF210361CBC87EAA227C7A5FC1C984A8DFFAF82B6C1856E57C399FA46AA13F' +
        '9A7150F76207BCBF7421EFE6424D1FCFEF090F63CDF6C1F21F951E286D6A237843B4E1AD070D7FB16C883D05' +
        '2338F19D5C5E96135398F6251E5D48984EBE528E42A93CBD880D67D6631BCCEF13C3D54572C77CEAD84D26F7' +
        '2A4A66FA13DDCFA6C1BF8F5CF4AB151D722B3DBE86841F30BA15E4B90834B122257913FAA6F09D0E540E1148' +
        '17C1ED9F9D2F7AD3',
    ],
    [
      '84400000B8982E6E5F120796589037A751431F835CCF17C5A13CB4D7F5E0948CF48538FEDCD6F2F0A54F813E' +
        '8BA755DFE22F7B847BF6A8BBDB1FEEC531B44D01B92BD55EEAA5B55B770AF293E4995E14E3076A40A89ED21A' +
        '6C2F3772839E6E9A31FAB4B493AB31FE1D951AD11D9924DF15C1C33A5F3C90D168E2A78437ED40601B5289C5' +
        '6F2F020C78744C8C22141A2FCFFADB4B4FDE504EFABA6DD9D5EAD7E0F7D57B58F97C28DACD4C9E93052A0F16' +
        'EFDF2A41DDFE373917C351B9B8',
      '0E625EA4492C2253DF239C271E0DEA22DDB136461742E6AD02FA9710588655A17B9C9C115076E00EF858C846' +
        '62827AF5B90CE2374A575A7208E708BB3D01F655A996BF10F6077F61FBD71927E352215CE9348429FDAB03A3' +
        'E6EEC5C71556A3C42B98240D224314638608CFDCFE5847BB2811948956F9204BC69085A034F33982E75BEBDE' +
        'B71B59665FCEA9EDD27A85ABE908171D68E2FA639E2ABA02A27CD21E3A37EE831A1C1C1CF6ECD1B4C744EBD2' +
        '50EA42072B530078',
    ],
  ],
} as const;

test('level 33 equals a recorded session byte for byte [GPAmdD §6.2.6] [GPAmdD §6.2.7]', () => {
  const key = new Secret(unhex(ECHO.key));
  const keySet = { version: 3, enc: key, mac: key, dek: key };
  const keys = deriveSessionKeys(pureCrypto, keySet, unhex(ECHO.context));
  const dek = pureCrypto.aes(key.reveal());
  const channel = new Scp03Channel({ keys, dek, level: 0x33, domain: 1, option: 0x70 });
  assert.equal(channel.verifyFirst(commandOf(ECHO.externalAuthenticate)), true);
  for (const [command, answer] of ECHO.exchanges) {
    const plain = channel.verify(commandOf(command));
    assert.ok('data' in plain);
    assert.equal(fromUtf8(plain.data), 'Hello World'.repeat(15));
    const response = channel.protect({ data: plain.data, sw: 0x9000 });
    assert.equal(hex(response.data), answer);
  }
});

function commandOf(apdu: string): Command {
  const parsed = parseCommandApdu(unhex(apdu));
  if (isWireError(parsed)) throw new Error('no command APDU');
  const session = new Bench().session();
  return {
    ...parsed,
    header: unhex(apdu).slice(0, 4),
    session,
    at: 0,
    selecting: undefined,
    charge: () => {},
  };
}

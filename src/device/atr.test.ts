import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, hex, HostError, isWireError, unhex } from '../base/index.ts';
import { pureCrypto } from '../crypto/index.ts';
import { type Atr, atrParameters, emitAtr, parseAtr } from '../wire/index.ts';
import { capabilityComplaint, cardCapabilities } from './card-capabilities.ts';
import { atrModels, bootDevice, parseDescription, presets } from './index.ts';

const T0 = { id: 't0', protocol: 't0' } as const;
const T1 = { id: 't1', protocol: 't1' } as const;
const SWP = { id: 'swp0', kind: 'swp', links: [{ id: 'gate', protocol: 'apdu-gate' }] };

/** The answer to reset of a device whose contact interface is as given; the rest is `patent`'s. */
function atrOf(iso: object, more: { swp?: boolean; euicc?: boolean } = {}): string {
  const { containers, aliases, ...rest } = structuredClone(presets.patent);
  const document = {
    ...rest,
    interfaces: [{ id: 'iso0', kind: 'iso', ...iso }, ...(more.swp === true ? [SWP] : [])],
    containers: more.euicc === false ? containers.slice(1) : containers,
    aliases: more.euicc === false ? [] : aliases,
    pairing: { where: 'os', rules: [{ link: '*', container: 'C30' }] },
    ruling: [],
    reach: {},
  };
  const description = parseDescription(document);
  const device = bootDevice({ description, image: new Map(), seed: bytes(1), crypto: pureCrypto });
  const line = device.line('iso0');
  line.signal(0, 'power-on');
  return hex(line.transmit(0)!);
}

function refused(iso: object, why: RegExp, more: { swp?: boolean; euicc?: boolean } = {}): void {
  assert.throws(
    () => atrOf(iso, more),
    (error: unknown) => {
      assert.ok(error instanceof HostError);
      assert.equal(error.code, 'DESCRIPTION_INVALID');
      assert.match(error.message, /^interfaces\.iso0\.atr: /);
      assert.match(error.message, why);
      return true;
    },
  );
}

const uses = {
  usim: { links: [T0] },
  usimWithSwp: { links: [T0], swp: true },
  euicc: { links: [T0] },
  euiccWithLsi: { links: [{ ...T0, lsis: 2 }, T1] },
  javaCard: { links: [T1] },
  javaCardWithClasses: { links: [T1] },
  specific: { links: [T1] },
} as const satisfies Record<keyof typeof atrModels, { links: readonly object[]; swp?: boolean }>;

for (const [name, model] of Object.entries(atrModels)) {
  test(`an interface gives the answer to reset of the model ${name} [M-70] [M-71]`, () => {
    const { links, ...more }: { links: readonly object[]; swp?: boolean } =
      uses[name as keyof typeof uses];
    assert.equal(atrOf({ ...model, links }, more), model.atr);
    const parsed = parseAtr(unhex(model.atr));
    assert.ok(!isWireError(parsed));
    assert.equal(hex(emitAtr(parsed as Atr)), model.atr);
  });
}

test('an answer that is made says what the device does [TS102221 §6.3.3]', () => {
  const flags = (atr: string) => atrParameters(parseAtr(unhex(atr)) as Atr).uicc;
  assert.equal(flags(atrOf({ links: [T0] })), 0x82);
  assert.equal(flags(atrOf({ links: [T0] }, { euicc: false })), undefined);
  assert.equal(flags(atrOf({ links: [T0] }, { swp: true })), 0xa2);
  assert.equal(flags(atrOf({ links: [{ ...T0, lsis: 2 }] })), 0x83);
});

test('an answer that contradicts the links is refused [ISO7816-3 §8.2.3]', () => {
  refused({ ...atrModels.usim, links: [T1] }, /offers T=0, the links carry T=1/);
  refused({ ...atrModels.usim, links: [T0, T1] }, /offers T=0, the links carry T=0 and T=1/);
  refused({ ...atrModels.euiccWithLsi, links: [{ ...T0, lsis: 2 }] }, /offers T=0 and T=1/);
  refused({ atr: '3B021450', links: [T1] }, /offers T=0/);
  refused({ atr: '3B901181D120FE4517DD', links: [T0] }, /ATR: at byte/);
});

test('specific mode fixes the protocol, so no other link may stand beside it', () => {
  refused({ atr: withCheck('3B80900001'), links: [T0, T1] }, /TA2 fixes T=0/);
  refused({ atr: withCheck('3B80900101'), links: [T0, T1] }, /TA2 fixes T=1/);
  refused({ atr: '3B801001', links: [T0] }, /TA2 fixes T=1, the links carry T=0/);
});

test('T=1: check and size in the answer are those of the interface [ISO7816-3 §11.4]', () => {
  const { javaCard } = atrModels;
  refused({ ...javaCard, edc: 'crc', links: [T1] }, /says lrc, the interface edc crc/);
  refused({ ...javaCard, ifsc: 100, links: [T1] }, /says IFSC 254, the interface ifsc 100/);
  refused({ atr: withCheck('3B808131FF45'), links: [T1] }, /IFSC FF is reserved/);
  refused({ atr: withCheck('3B808131FEA5'), links: [T1] }, /BWI 10 is reserved/);
  assert.equal(atrOf({ atr: withCheck('3B808171FE4501'), edc: 'crc', links: [T1] }).length, 16);
});

test('rates and waiting times of an answer that is made [ISO7816-3 §8.3] [ISO7816-3 §11.4.3]', () => {
  const one = { ta1: '13', bwi: 1, cwi: 7, wi: 20 };
  const made = parseAtr(unhex(atrOf({ ...one, links: [T0, T1] }, { euicc: false }))) as Atr;
  const { ta1, bwi, cwi, wi } = atrParameters(made);
  assert.deepEqual({ ta1, bwi, cwi, wi }, { ...one, ta1: 0x13 });
  assert.equal(made.groups[2]!.tb, 0x17, 'TB3');
  const invalid = { name: 'HostError', code: 'DESCRIPTION_INVALID' };
  assert.throws(() => atrOf({ ta1: '77', links: [T0] }), invalid);
  assert.throws(() => atrOf({ bwi: 10, links: [T1] }), invalid);
});

test('claims of the global byte that the device cannot keep are refused [TS102221 §6.3.3]', () => {
  refused({ ...atrModels.euicc, links: [T0] }, /byte 82 claims eUICC/, { euicc: false });
  refused({ ...atrModels.usimWithSwp, links: [T0] }, /byte A0 claims a single wire/);
  refused({ ...atrModels.euiccWithLsi, links: [T0, T1] }, /byte 83 claims logical secure elements/);
  refused({ atr: withCheck('3B80803F0788'), links: [T0] }, /claims a secure channel/);
  refused({ atr: withCheck('3B80803F07C0'), links: [T0] }, /inter-chip USB/);
  assert.equal(atrOf({ atr: withCheck('3B80803F0790'), links: [T0] }).length, 14);
});

test('card capabilities of the presets say what is there [ISO7816-4 §8.1.1.2.7]', () => {
  for (const preset of Object.values(presets)) {
    for (const one of parseDescription(preset).interfaces) {
      if (one.kind !== 'iso') continue;
      if (one.atr !== undefined) {
        // A model's own answer may say less; what it says is there.
        const { historical } = parseAtr(unhex(one.atr)) as Atr;
        assert.equal(capabilityComplaint(historical, one.links), undefined);
        continue;
      }
      const { flags, channels } = cardCapabilities(unhex(one.historical))!;
      const offered = Math.min(8, ...one.links.map((link) => link.channels));
      const said = offered > 1 ? 0xd8 : 0xc0;
      assert.equal(flags, said, `${one.id}: chaining, extended lengths, channels by either side`);
      assert.equal(channels, offered);
    }
  }
});

test('claims of the card capabilities that the links cannot keep are refused', () => {
  const few = { ...T0, channels: 4 };
  refused({ historical: '8031E073FE21DF', links: [few] }, /claim 8 channels, a link has 4/);
  refused({ historical: '8073FE21F8', links: [T0] }, /EF\.ATR/);
  refused({ ...atrModels.usim, links: [{ ...T0, channels: 2 }] }, /claim 4 channels, a link has 2/);
  for (const historical of ['8031E073FE21DB', '8073FE', '807173', '0073FE21FF9000', '80']) {
    assert.match(atrOf({ historical, links: [few] }), new RegExp(historical));
  }
});

test('a damaged answer and a reserved rate are refused', () => {
  refused({ atr: '3B9F96801FC78031E073FE2113574A330E1F33310083', links: [T0] }, /TCK/);
  refused({ atr: '3B00FF', links: [T0] }, /ATR: at byte 1/);
  refused({ atr: '3B1077', links: [T0] }, /TA1 77 is a reserved rate/);
});

function withCheck(atr: string): string {
  const check = unhex(atr)
    .subarray(1)
    .reduce((sum, one) => sum ^ one, 0);
  return atr + hex(bytes(check));
}

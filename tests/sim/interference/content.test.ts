/**
 * Two GlobalPlatform containers of one description side by side: equal AIDs, keys and load files.
 * What content management does in one changes nothing that the other's links observe, and global
 * privileges end at their container. [M-20] [M-41]
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../../../src/base/index.ts';
import { parseDescription } from '../../../src/device/index.ts';
import {
  DOMAIN_FILE,
  forChange,
  forDomain,
  forInstall,
  forLoad,
  loadBlocks,
  loadFileOf,
  PROBE_FILE,
  stubBlock,
} from '../../support/content-commands.ts';
import {
  AM_SD,
  COMMON,
  ese,
  eseContainer,
  interfacesOf,
  patent,
} from '../../support/descriptions.ts';
import { HostRig } from '../../support/host-rig.ts';
import { openSecureChannel, type SecureChannel } from '../../support/secure-channel.ts';
import { RANDOM_SEED } from '../../random-counts.ts';
import { Random } from '../random.ts';

const APPS = ['A000000559505242A1', 'A000000559505242A2'];
const DOMAIN = 'A000000559505242D1';
const AIDS = [...APPS, DOMAIN, AM_SD, PROBE_FILE, DOMAIN_FILE, COMMON];
const RUNS = 12;
const STEPS = 25;

/** Container A over `t1`, B over `spi`; both have a domain with every global privilege. */
function pair(): HostRig {
  const domain = { ...ese.securityDomains[0], privileges: '9EFE00', keySets: ese.keySets };
  const more = { securityDomains: [domain] };
  return new HostRig(
    parseDescription({
      ...structuredClone(patent),
      interfaces: interfacesOf('t1', 'spi'),
      containers: [eseContainer('A', more), eseContainer('B', more)],
      pairing: {
        rules: [
          { link: 't1', container: 'A' },
          { link: 'spi', container: 'B' },
        ],
      },
      aliases: [],
      ruling: [],
      reach: { A: 'own', B: 'own' },
    }),
  );
}

const named = (aid: string) => hex(Uint8Array.of(aid.length / 2)) + aid;

/** A management command with data that may be right. */
function command(random: Random): readonly (readonly [string, string])[] {
  const aid = random.of(AIDS);
  const privileges = random.of(['000000', '800000', '808000', '1C0200', '040000', '805C00']);
  switch (random.below(8)) {
    case 0:
      return [
        ['80E60200', forLoad({ aid: PROBE_FILE })],
        ...loadBlocks(loadFileOf(stubBlock()), 100),
      ];
    case 1:
      return [['80E60C00', forInstall({ aid: random.of(APPS), privileges })]];
    case 2:
      return [['80E60C00', forDomain({ aid: DOMAIN, privileges })]];
    case 3:
      return [['80E61000', forChange({ aid, domain: random.of([COMMON, AM_SD, DOMAIN]) })]];
    case 4:
      return [['80E64000', forChange({ aid, privileges })]];
    case 5:
      return [[`80F040${random.of(['80', '07'])}`, aid]];
    case 6:
      return [['80E29000', `42${named(hex(random.bytes(4)))}`]];
    default:
      return [[`80E400${random.of(['00', '80'])}`, `4F${named(aid)}`]];
  }
}

/** All that B's own link shows of it: names, registry, keys, counters, memory. */
function observed(rig: HostRig): readonly string[] {
  const selected = AIDS.map((aid) => rig.select('spi', aid));
  const channel = openSecureChannel(rig, 'spi', { level: 0x33 });
  const seen = ['80F28002', '80F24002', '80F22002', '80F21002'].map((one) => {
    return channel.send(one, '4F00');
  });
  const objects = ['80CAFF21', '80CA00E0', '80CA00C2', '80CA0042', '80CA0067'].map((one) =>
    channel.send(one),
  );
  return [...selected, ...seen, ...objects];
}

test('content management in one container does not show in another of the same kind [M-20]', () => {
  let done = 0;
  for (let run = 0; run < RUNS; run++) {
    const random = new Random(RANDOM_SEED, 900 + run);
    const [rig, quiet] = [pair(), pair()];
    for (const one of [rig, quiet]) ['t1', 'spi'].forEach((link) => one.powerOn(link));
    const by = random.of([COMMON, AM_SD]);
    let channel: SecureChannel = openSecureChannel(rig, 't1', { aid: by });
    for (let step = 0; step < STEPS; step++) {
      for (const [header, data] of command(random)) {
        const answer = channel.send(header, data);
        assert.notEqual(answer, '6F00', header);
        if (answer.endsWith('9000')) done++;
      }
      // A domain that is locked rejects all; the issuer goes on.
      if (random.onceIn(5)) channel = openSecureChannel(rig, 't1', { aid: COMMON });
    }
    assert.deepEqual(observed(rig), observed(quiet), `run ${run}`);
    const own = openSecureChannel(rig, 'spi').send('80E60C00', forDomain({ aid: DOMAIN }));
    assert.match(own, /9000$/);
    assert.notDeepEqual(observed(rig), observed(quiet), 'what B does itself is observed');
  }
  assert.ok(done > RUNS * 5, `${done} commands were carried out`);
});

test('global privileges end at the container [GPCS §6.6.1]', () => {
  const rig = pair();
  ['t1', 'spi'].forEach((link) => rig.powerOn(link));
  const inB = openSecureChannel(rig, 'spi');
  assert.match(inB.send('80E60C00', forDomain({ aid: DOMAIN })), /9000$/);
  const inA = openSecureChannel(rig, 't1', { aid: AM_SD });
  assert.doesNotMatch(inA.send('80F24002', '4F00'), new RegExp(DOMAIN), 'Global Registry');
  assert.equal(inA.send('80F04080', DOMAIN), '6A88', 'Global Lock');
  assert.equal(inA.send('80E40000', `4F${named(DOMAIN)}`), '6A88', 'Global Delete');
  assert.equal(inA.send('80F0807F'), '9000', 'Card Lock');
  assert.match(rig.select('t1', COMMON), /6283$|6A82$|6A81$/);
  assert.match(rig.select('spi', COMMON), /9000$/, 'B is not locked');
  const again = openSecureChannel(rig, 'spi');
  assert.match(again.send('80F24002', `4F${named(DOMAIN)}`), /9000$/);
});

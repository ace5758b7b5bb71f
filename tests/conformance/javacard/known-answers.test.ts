/** Applets of our own, with the answers that Oracle's reference card of 2.2.2 gives. [JCRE §6] */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AppletBench } from '../../support/applet-bench.ts';
import { CAP_FILES, type CapName } from '../../support/cap/read-cap.ts';

/** Command, answer, and what it shows; in one session, in this order. */
const PROBES: readonly (readonly [string, string, string])[] = [
  ['8001000000', '00759000', 'an aborted transaction restores arrays, fields, statics [JCRE §7.6]'],
  ['8002000000', '00059000', 'what is filled without atomicity stays [JCRE §7.6]'],
  ['8003000000', '00029000', 'transient data take no part in a transaction [JCRE §7.7]'],
  ['8004000000', '00029000', 'tries of a PIN take no part in a transaction [JCAPI §OwnerPIN]'],
  ['8007000000', '040C9000', 'finally, caught and other exceptions [JCVM §3.11]'],
  ['8008000000', '00029000', 'a cast to another type of array [JCVM §7.5.14]'],
  ['8009000000', '00029000', 'an element of another class [JCVM §7.5.2]'],
  ['800A070300', '0FC79000', 'shifts of shorts [JCVM §7.5.96]'],
  ['800B000000', '04579000', 'null, division by zero, index, negative size [JCVM §3.11]'],
  ['800C000000', '00029000', 'the APDU object is not stored [JCRE §6.2.2]'],
  ['800D000000', '00029000', 'a global array is not stored [JCRE §6.2.3]'],
  ['800E000000', '00659000', 'transient arrays begin with zero [JCRE §5.1]'],
  ['800F000000', '00149000', 'isTransient [JCAPI §JCSystem]'],
  ['8010000000', '000B9000', 'a transaction in a transaction [JCRE §7.5]'],
  ['8011010000', '7FC09000', 'overflow of shorts [JCVM §7.5.79]'],
  ['8012000000', '006F9000', 'instanceof of arrays and superclasses [JCVM §7.5.47]'],
  ['8013000000', '6999', 'ISOException is the status word [JCRE §4.7]'],
  ['8014000000', 'FFFF9000', 'bytes are compared with their signs [JCAPI §Util]'],
  ['8015000000', '00029000', 'nothing is copied where a part does not fit [JCAPI §Util]'],
  ['8016000000', '6F00', 'another exception is 6F00 [JCRE §4.7]'],
  ['800E000000', '00CA9000', 'transient arrays last while the applet is selected [JCRE §5.1]'],
  ['8005000000', '6F00', 'a transaction left open is aborted [JCRE §7.6.2]'],
  ['8006000000', '00019000', 'and what it wrote is undone [JCRE §7.6.2]'],
];

for (const file of ['SemProbe_jc222', 'SemProbe_jc304'] as const) {
  describe(file, () => {
    const applet = new AppletBench();
    const aid = applet.start(file);
    for (const [command, answer, what] of PROBES)
      test(`${command}: ${what}`, () => assert.equal(applet.send(aid, command), answer));

    test('a power cut clears transient arrays, and keeps the others [JCRE §5.1]', () => {
      const next = applet.restarted();
      assert.equal(next.send(aid, '800E000000'), '00659000');
      assert.equal(next.send(aid, '8006000000'), '00019000');
    });
  });
}

/** Command and answer: all instructions of one kind, thousands of times. */
const SUMS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  BenchShort: [
    ['80307FFF00', '40019000'],
    ['801003E800', 'D2F09000'],
    ['802003E800', '28D79000'],
    ['8020000A00', '53E29000'],
  ],
  BenchObj: [
    ['8010271000', 'A6009000'],
    ['8020271000', '955A9000'],
    ['803003E800', '5E009000'],
    ['8040753000', '10309000'],
    ['8050753000', '3A409000'],
    ['8060753000', 'DA289000'],
  ],
  BenchInt: [
    ['8010753000', '21EDA0FA9000'],
    ['802001F400', '296653799000'],
    ['8030753000', '6E8F75119000'],
  ],
};

const versionOf = (file: CapName): string => file.slice(-3);
const sumsOf = (file: CapName) => SUMS[file.split('_')[0]!] ?? [];

for (const file of CAP_FILES.filter((one) => versionOf(one) < '310' && sumsOf(one).length > 0))
  test(`${file}: sums of the reference card [JCVM §7]`, () => {
    const applet = new AppletBench();
    const aid = applet.start(file);
    // The longest runs of all are made once.
    const isLong = versionOf(file) === '305';
    for (const [command, sum] of sumsOf(file).slice(0, isLong ? undefined : 1))
      assert.equal(applet.send(aid, command), sum, command);
  });

for (const file of CAP_FILES.filter((one) => versionOf(one) >= '310'))
  test(`${file}: an import of a later edition is a link error [JCVM §4.5]`, () => {
    const applet = new AppletBench();
    assert.equal(applet.load(file), undefined);
    assert.match(applet.why!, /A0000000620101 1\.[89] is imported; version 1\.6 is here/);
    assert.deepEqual([...applet.image.keys()], [], 'nothing is kept of it');
  });

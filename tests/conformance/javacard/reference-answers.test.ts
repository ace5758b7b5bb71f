/** Programs, and what the reference card answers. [JCVM §7] [JCAPI §APDU] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppletBench } from '../../support/applet-bench.ts';
import {
  REFERENCE_PROGRAMS,
  REFERENCE_RESULT,
  REFERENCE_RUN,
  referencePackage,
} from '../../support/cap/reference-programs.ts';

for (const program of REFERENCE_PROGRAMS)
  test(program.name, () => {
    const bench = new AppletBench();
    const aid = bench.start(referencePackage(program));
    assert.equal(bench.send(aid, REFERENCE_RUN), program.sent ?? '9000', bench.why);
    assert.equal(bench.send(aid, REFERENCE_RESULT), `${program.result}9000`, bench.why);
  });

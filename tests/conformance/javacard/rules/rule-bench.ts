/** Applets of tests/fixtures/applets/rules on a bench: an instruction is a rule. */
import assert from 'node:assert/strict';
import { type Bytes, concat, unhex } from '../../../../src/base/index.ts';
import type { Session } from '../../../../src/os/abi/index.ts';
import { AppletBench } from '../../../support/applet-bench.ts';

export const SERVER = unhex('F04A43525301');
export const CLIENT = unhex('F04A43524301');
export const LIFE = unhex('F04A43524C01');
export const MULTI = unhex('F04A43524D01');
export const SECOND = unhex('F04A435243FF');

/** What an instruction answers where the firewall lets it, and where it does not. */
export const LET = '00019000';
export const DENIED = '00029000';

/** Library, server and client; the client is selected. */
export function serverAndClient(): AppletBench {
  const bench = new AppletBench();
  assert.ok(bench.load('rules/library'));
  assert.ok(bench.load('rules/server') && bench.install(SERVER), bench.why);
  bench.start('rules/client');
  return bench;
}

/** One more instance of a package that is loaded. */
export function addInstance(bench: AppletBench, module: Bytes, aid: Bytes): void {
  const parameters = { aid, privileges: unhex('00'), specific: unhex('') };
  assert.ok(
    bench.call(() => bench.machine.install(module, parameters)),
    bench.why,
  );
}

/** `false` where the applet refuses, `undefined` where the machine does. */
export function select(
  bench: AppletBench,
  aid: Bytes,
  session: Session = bench.session,
): boolean | undefined {
  return bench.call(() => bench.machine.select(aid, session));
}

export function deselect(bench: AppletBench, aid: Bytes, session = bench.session): void {
  bench.call(() => bench.machine.deselect(aid, session));
}

/** Sends over another session than the bench's. */
export function sendIn(bench: AppletBench, session: Session, to: Bytes, apdu: string): string {
  const own = bench.session;
  bench.session = session;
  const answer = bench.send(to, apdu);
  bench.session = own;
  return answer;
}

/** Installs `Life` as its parameters say; gives its AID, or `undefined`. */
export function installLife(bench: AppletBench, how: number, aid = LIFE): Bytes | undefined {
  const specific = how === 0 ? unhex('') : Uint8Array.of(how);
  const parameters = { aid, privileges: unhex('00'), specific };
  return bench.call(() => bench.machine.install(LIFE, parameters).aid);
}

/** All that is stored, to compare. */
export function stored(bench: AppletBench): readonly string[] {
  return [...bench.image].map(([key, value]) => `${key} ${concat(value).toString()}`).sort();
}

/** Somebody who holds the keys of another container than A: what only a secure channel shows. */
import { hex, unhex } from '../../../src/base/index.ts';
import { Scp03Host } from '../../support/scp03-host.ts';
import type { Random } from '../random.ts';
import type { Step } from './grammar.ts';
import { A, type World } from './worlds.ts';

type Take = (link: string, step: Step) => string;

const COMMANDS = [
  ['80F28000', '4F00'],
  ['80F24000', '4F00'],
  ['80F22002', '4F00'],
  ['80F21002', '4F00'],
  ['80CAFF21', ''],
  ['80CA00E0', ''],
  ['80CA2F00', '5C00'],
  ['80F0807F', ''],
  ['80F0800F', ''],
] as const;

/** Locks an entity; its AID follows. [GPCS §11.10] */
const LOCK_ENTITY = '80F04080';

/**
 * Authenticates to an issuer domain under its name on its own links, and sends a few commands. A
 * security domain of its card may be current on a channel of another link meanwhile, be locked, and
 * be what a further channel would inherit.
 */
export function authenticated(world: World, random: Random, take: Take): void {
  const { containers, pairing } = world.forks[0];
  const found = containers.find((one) => one.kind === 'globalplatform' && one.id !== A);
  const link = pairing.rules.find((one) => one.container === found?.id)?.link;
  if (found?.kind !== 'globalplatform' || link === undefined) return;
  const { aid } = found.isd;
  const keys = found.keySets[0]!;
  const host = new Scp03Host({
    keys: { enc: unhex(keys.enc), mac: unhex(keys.mac) },
    aid: unhex(aid),
    hostChallenge: random.bytes(8),
  });
  const domain = random.onceIn(2) ? random.of(found.securityDomains)?.aid : undefined;
  const elsewhere = random.of(world.otherLinks);
  if (domain !== undefined) {
    take(elsewhere, '0070000001');
    take(elsewhere, `01A40400${hex(Uint8Array.of(domain.length / 2))}${domain}`);
  }
  take(link, 'reset');
  whole(take, link, `00A40400${hex(Uint8Array.of(aid.length / 2))}${aid}`);
  const { data, sw } = whole(take, link, hex(host.initializeUpdate()));
  if (sw !== 0x9000 || (data.length !== 29 && data.length !== 32)) return;
  host.accept(data);
  const level = random.of([0x01, 0x03, 0x11, 0x33]);
  if (whole(take, link, hex(host.externalAuthenticate(level))).sw !== 0x9000) return;
  for (let count = random.below(4); count > 0; count--) {
    const [header, body] = random.of(COMMANDS);
    host.unwrap(whole(take, link, hex(host.wrap(unhex(header), unhex(body)))));
  }
  if (domain === undefined) return;
  host.unwrap(whole(take, link, hex(host.wrap(unhex(LOCK_ENTITY), unhex(domain)))));
  take(elsewhere, '0170000001');
}

/** The answer with what GET RESPONSE brings. */
function whole(take: Take, link: string, command: string): { data: Uint8Array; sw: number } {
  let data = '';
  let [answer] = take(link, command).split(' ') as [string];
  while (answer.slice(-4, -2) === '61') {
    data += answer.slice(0, -4);
    [answer] = take(link, `00C00000${answer.slice(-2)}`).split(' ') as [string];
  }
  return { data: unhex(data + answer.slice(0, -4)), sw: Number.parseInt(answer.slice(-4), 16) };
}

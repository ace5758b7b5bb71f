/** A card on the bench whose content is managed, and names of what comes there. */
import { bytes, hex } from '../../src/base/index.ts';
import type { BenchOptions } from './container-bench.ts';
import { cardOnBench, Client } from './globalplatform-card.ts';

export const APP = 'A000000559505242A1';
export const OTHER = 'A000000559505242A2';
export const DOMAIN = 'A000000559505242D1';

/** An authenticated session with the issuer's domain, and what GET STATUS shows in it. */
export function contentBench(level = 0x01, options: BenchOptions = {}) {
  const bench = cardOnBench({}, options);
  const client = new Client(bench).open(level);
  const status = (p1: string, aid: string) =>
    hex(client.send(`80F2${p1}02`, `4F${hex(bytes(aid.length / 2))}${aid}`).data);
  return { bench, client, status };
}

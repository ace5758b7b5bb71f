/** What passes the ends of a device's links, as plain values: whole and unmasked. */
import { hex } from '../../base/index.ts';
import type { LinkEvent } from '../../device/index.ts';
import type { Runner } from '../../run/runner/index.ts';

export type CaptureRow =
  | {
      /** A card session began; shown when its first command comes. */
      readonly kind: 'reset';
      readonly link: string;
      /** The answer to reset, where this process received it; otherwise empty. */
      readonly atr: string;
    }
  | {
      readonly kind: 'exchange';
      readonly link: string;
      readonly lsi: number;
      readonly command: string;
      readonly answer: string;
    };

/** Sends rows from now on; returns how to stop. */
export function captureRows(runner: Runner, onRow: (row: CaptureRow) => void): () => void {
  /** Links whose card session is new. */
  const fresh = new Set<string>();
  const take = (event: LinkEvent): void => {
    if (event.kind === 'reset') {
      for (const facts of runner.host.device.links)
        if (facts.interface === event.interface && (event.link ?? facts.id) === facts.id)
          fresh.add(facts.id);
      return;
    }
    const { link, lsi } = event;
    if (fresh.delete(link)) {
      const atr = runner.atr(link);
      onRow({ kind: 'reset', link, atr: atr === undefined ? '' : hex(atr) });
    }
    onRow({ kind: 'exchange', link, lsi, command: hex(event.command), answer: hex(event.answer) });
  };
  return runner.capture(take);
}

/** Rows of a capture as GSMTAP frames. */
import { type Bytes, unhex } from '../../base/index.ts';
import { emitGsmtap, emitTpdus, SIM_SUBTYPES } from '../../wire/gsmtap/index.ts';
import type { CaptureRow } from '../service/index.ts';

export class FrameSource {
  readonly #links: readonly string[];
  #sequence = 0;

  constructor(links: readonly string[]) {
    this.#links = links;
  }

  /** The place of a row's link among the links. */
  place(row: CaptureRow): number {
    return this.#links.indexOf(row.link);
  }

  frames(row: CaptureRow): readonly Bytes[] {
    const link = this.place(row) + 1;
    if (row.kind === 'reset') {
      if (row.atr === '') return [];
      const payload = unhex(row.atr);
      const sequence = this.#sequence++;
      const frame = { subtype: SIM_SUBTYPES.atr, link, lsi: 0, uplink: false, sequence, payload };
      return [emitGsmtap(frame)];
    }
    const exchange = { command: unhex(row.command), answer: unhex(row.answer) };
    return emitTpdus(exchange).map(({ bytes: payload, toCard: uplink }) => {
      const sequence = this.#sequence++;
      const { lsi } = row;
      return emitGsmtap({ subtype: SIM_SUBTYPES.apdu, link, lsi, uplink, sequence, payload });
    });
  }
}

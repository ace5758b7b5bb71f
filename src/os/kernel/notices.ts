/** Notices of containers for the terminal; they wait until the command's writes are durable. */
import { NOTICE_PARAMETERS_MAX, type Notice } from '../abi/index.ts';
import { assert } from '../../base/index.ts';

export class Notices {
  #waiting: Notice[] = [];

  add(notice: Notice): void {
    const fits =
      notice.kind === 'connectivity' || notice.parameters.length <= NOTICE_PARAMETERS_MAX;
    assert(fits, `a notice has at most ${NOTICE_PARAMETERS_MAX} bytes of parameters`);
    this.#waiting.push(notice);
  }

  /** All that wait, in order; each is handed out once. */
  take(): readonly Notice[] {
    if (this.#waiting.length === 0) return NONE;
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }
}

const NONE: readonly Notice[] = [];

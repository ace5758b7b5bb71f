/** How far a load has come: a bar on a terminal, objects for programs, nothing otherwise. */
import type { Progress } from '../host/index.ts';
import { columns, type Output } from './output.ts';

const BAR_MAX = 40;
const CLEAR_LINE = '\r\u001b[K';
const KIB = 1024;

export class ProgressBar {
  readonly #output: Output;
  readonly #isTerminal = process.stderr.isTTY === true;
  #isDrawn = false;

  constructor(output: Output) {
    this.#output = output;
  }

  show(progress: Progress): void {
    this.#output.object({ event: 'progress', ...progress });
    if (this.#output.json || !this.#isTerminal) return;
    process.stderr.write(`\r${barLine(progress, columns())}`);
    this.#isDrawn = true;
  }

  /** Removes the bar, before other lines. */
  end(): void {
    if (this.#isDrawn) process.stderr.write(CLEAR_LINE);
    this.#isDrawn = false;
  }
}

/** `load [######----]  60 %  12.0 of 20.0 KiB`, as wide as there is room for. */
export function barLine({ step, done, total }: Progress, width: number): string {
  const part = total === 0 ? 1 : done / total;
  const percent = `${Math.floor(100 * part)}`.padStart(3);
  const amounts = `${(done / KIB).toFixed(1)} of ${(total / KIB).toFixed(1)} KiB`;
  const words = `${step} []  ${percent} %  ${amounts}`;
  const length = Math.max(4, Math.min(BAR_MAX, width - words.length - 1));
  const filled = Math.floor(part * length);
  return `${step} [${'#'.repeat(filled)}${'-'.repeat(length - filled)}]  ${percent} %  ${amounts}`;
}

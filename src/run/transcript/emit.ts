/** Writes a transcript of what was recorded elsewhere. */
import { type Bytes, hex } from '../../base/index.ts';

export type RecordedStep =
  | { readonly kind: 'reset'; readonly link: string }
  | {
      readonly kind: 'exchange';
      readonly link: string;
      readonly command: Bytes;
      readonly answer: Bytes;
    };

/** Each answer as it was; a repeated reset is written once. */
export function emitTranscript(steps: readonly RecordedStep[]): string {
  const lines: string[] = [];
  let link: string | undefined;
  for (const step of steps) {
    if (step.link !== link) lines.push(`@link ${step.link}`);
    link = step.link;
    if (step.kind === 'exchange') lines.push(`> ${hex(step.command)}`, `< ${hex(step.answer)}`);
    else if (lines.at(-1) !== '@reset') lines.push('@reset');
  }
  return lines.map((line) => `${line}\n`).join('');
}

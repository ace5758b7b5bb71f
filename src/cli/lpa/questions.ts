/** What is for the end user to decide in a download: at the terminal, or by options. */
import { createInterface } from 'node:readline/promises';
import { EMPTY, utf8 } from '../../base/index.ts';
import type { ProfileOffer } from '../../host/lpa/index.ts';
import { labelled } from '../labelled.ts';
import type { Output } from '../output.ts';
import { printable } from '../printable.ts';
import type { AnswerQuestion } from './task.ts';
import { policyNames } from './show-profiles.ts';

export function questions({ yes }: { readonly yes: boolean }): AnswerQuestion {
  return async (question, output) => {
    if (question.kind === 'consent') return await consent(question.offer, { output, yes });
    if (!isAtTerminal(output)) return EMPTY;
    return utf8((await prompt('confirmation code of the operator: ')).trim());
  };
}

async function consent(
  offer: ProfileOffer,
  { output, yes }: { readonly output: Output; readonly yes: boolean },
): Promise<Uint8Array> {
  const { NO, YES } = await import('../../host/lpa/index.ts');
  showOffer(output, offer);
  if (yes) return YES;
  if (!isAtTerminal(output)) return EMPTY;
  const answer = (await prompt('download this profile? yes, no, or return for later: ')).trim();
  if (/^y(es)?$/i.test(answer)) return YES;
  return /^no?$/i.test(answer) ? NO : EMPTY;
}

function showOffer(output: Output, offer: ProfileOffer): void {
  const { policyRules, ...rest } = offer;
  output.object({ event: 'offer', ...rest, policyRules: policyNames(policyRules) });
  labelled(output, 'offered', `${offer.profileName}, ${offer.serviceProvider}`);
  labelled(output, 'ICCID', offer.iccid);
  labelled(output, 'class', offer.class ?? null);
  const rules = policyNames(policyRules).join(', ');
  labelled(output, 'rules', rules === '' ? null : `${rules}: the operator sets them`);
}

function isAtTerminal(output: Output): boolean {
  return !output.json && process.stdin.isTTY === true && process.stderr.isTTY === true;
}

async function prompt(text: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(printable(text));
  } finally {
    terminal.close();
  }
}

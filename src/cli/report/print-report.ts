/** The lines of a report, group by group. */
import type { Description } from '../../device/index.ts';
import type { CaseResult, Exchange, Verdict } from '../../host/report/index.ts';
import { columns, type Output, wrapAt } from '../output.ts';

const INDENT = ' '.repeat(8);
/** Bytes of an exchange are long: in words for people their beginning is shown. */
const SHOWN = 160;

const STYLES = { pass: 'green', fail: 'red', 'not applicable': 'dim' } as const;

interface Heading {
  readonly container: string;
  readonly group: string;
  /** Why its last case was not applicable. */
  readonly reason: string | undefined;
}

export class ReportPrinter {
  readonly #output: Output;
  readonly #description: Description;
  #heading: Heading | undefined;

  constructor(output: Output, description: Description) {
    this.#output = output;
    this.#description = description;
  }

  show(one: CaseResult): void {
    this.#output.object({
      ...one,
      clause: `SGP.22 ${one.clause}`,
      reason: one.reason ?? null,
      exchange: one.exchange ?? null,
    });
    if (this.#output.json) return;
    this.#showHeading(one);
    const verdict = one.result.toUpperCase();
    const number = String(one.sequence).padStart(2, '0');
    const line = `  ${verdict.padEnd(15)}${number}  ${one.name}  [${one.clause}]`;
    for (const [at, text] of this.#wrapped(line, 21).entries())
      this.#output.line(at === 0 ? this.#styled(text, verdict, one.result) : text);
    this.#showReason(one);
  }

  /** The summary; how many failed. */
  end(results: readonly CaseResult[], hasServers: boolean): number {
    const count = (result: Verdict): number =>
      results.filter((one) => one.result === result).length;
    const [passed, failed, other] = [count('pass'), count('fail'), count('not applicable')];
    const { name: device } = this.#description;
    this.#output.object({ device, cases: results.length, passed, failed, notApplicable: other });
    this.#output.line();
    this.#output.line(
      `${device}: ${results.length} cases: ${passed} passed, ${failed} failed, ` +
        `${other} not applicable`,
    );
    if (other > 0 && passed > 0 && !hasServers)
      for (const line of this.#wrapped('with servers: --pki FOLDER, or --test-pki', 8))
        this.#output.line(line);
    return failed;
  }

  #showHeading({ container, group, title }: CaseResult): void {
    const before = this.#heading;
    if (before?.container !== container) {
      if (before !== undefined) this.#output.line();
      for (const line of this.#wrapped(this.#euicc(container), 8)) this.#output.line(line);
    }
    if (before?.container === container && before.group === group) return;
    this.#heading = { container, group, reason: undefined };
    this.#output.line(this.#output.style('bold', `${group.padEnd(10)} ${title}`));
  }

  /** A reason that goes for several cases in a row is shown once. */
  #showReason({ container, group, result, reason, exchange }: CaseResult): void {
    if (reason === undefined) return;
    const isKnown = result === 'not applicable' && this.#heading?.reason === reason;
    if (!isKnown) this.#lines(reason);
    this.#heading = { container, group, reason };
    if (exchange !== undefined) this.#showExchange(exchange);
  }

  #showExchange({ what, sent, received }: Exchange): void {
    this.#lines(`${what}: ${shortened(sent)}`);
    this.#lines(`answer: ${shortened(received)}`);
  }

  #lines(text: string): void {
    for (const line of this.#wrapped(`${INDENT}${text}`, INDENT.length + 2))
      this.#output.line(line);
  }

  #styled(text: string, verdict: string, result: Verdict): string {
    return text.replace(verdict, () => this.#output.style(STYLES[result], verdict));
  }

  #euicc(container: string): string {
    const found = this.#description.containers.find(({ id }) => id === container);
    const { name } = this.#description;
    if (found?.kind !== 'euicc') return name;
    const edition = found.architecture === 'm2m' ? 'SGP.02' : 'SGP.22';
    return `${name}, ${container}: eUICC of ${edition} ${found.version}, EID ${found.eid}`;
  }

  #wrapped(text: string, indent: number): readonly string[] {
    return wrapAt(text, { width: columns(), indent: ' '.repeat(indent) });
  }
}

function shortened(text: string): string {
  if (text.length <= SHOWN) return text;
  return `${text.slice(0, SHOWN)}… (${text.length} characters; --json has them all)`;
}

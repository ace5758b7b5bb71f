/**
 * AT commands about the network: radio, registration, operator, signal. Switching the radio on
 * registers at the test network that the host has. [TS27007 §7.2, §7.3, §8.2, §8.5]
 */
import type { Conversation } from './conversation.ts';
import type { ModemError } from './modem-error.ts';

/** A network that the modem is in reach of. */
export interface Attachment {
  readonly registered: boolean;
  readonly imsi?: string | undefined;
}
export type Attach = () => Conversation<Attachment>;

type Form = 'act' | 'set' | 'read';
type Outcome = readonly string[] | ModemError | undefined;

/** Functionality: the radio is off, on, off but for the SIM. [TS27007 §8.2] */
const LEVEL = { minimum: '0', full: '1', flight: '4' } as const;
/** Registration status. [TS27007 §7.2] */
const STATUS = { notRegistered: 0, home: 1, denied: 3 } as const;
/** One cell of the test network; E-UTRAN. [TS27007 §7.2] */
const CELL = '"0001","00000001",7';
const OPERATOR = 'Bifrons test';
const SIGNAL = '+CSQ: 31,99';
/** MCC and MNC at the beginning of an IMSI, with an MNC of two digits. */
const PLMN_LENGTH = 5;

export class NetworkCommands {
  readonly #attach: Attach | undefined;
  #level: string = LEVEL.minimum;
  #status: number = STATUS.notRegistered;
  #plmn = '';
  readonly #reports = new Map<string, string>();
  #operatorFormat = '0';

  constructor(attach: Attach | undefined) {
    this.#attach = attach;
  }

  static readonly names: readonly string[] = [
    '+CFUN',
    '+CREG',
    '+CGREG',
    '+CEREG',
    '+COPS',
    '+CSQ',
  ];

  *run(name: string, form: Form, values: string): Conversation<Outcome> {
    switch (name) {
      case '+CFUN':
        return yield* this.#functionality(form, values);
      case '+COPS':
        return this.#operator(form, values);
      case '+CSQ':
        return form === 'act' ? [SIGNAL] : undefined;
      default:
        return this.#registration(name, form, values);
    }
  }

  /** The radio goes with the card session. */
  lost(): void {
    this.#level = LEVEL.minimum;
    this.#status = STATUS.notRegistered;
  }

  *#functionality(form: Form, values: string): Conversation<Outcome> {
    if (form === 'read') return [`+CFUN: ${this.#level}`];
    const [level = ''] = values.split(',');
    if (form !== 'set' || !Object.values(LEVEL).some((one) => one === level)) return 'parameters';
    this.#level = level;
    this.#status = STATUS.notRegistered;
    if (level !== LEVEL.full) return [];
    const attached = this.#attach === undefined ? undefined : yield* this.#attach();
    this.#status = attached?.registered === true ? STATUS.home : STATUS.denied;
    this.#plmn = (attached?.imsi ?? '').slice(0, PLMN_LENGTH);
    return [];
  }

  /** Reports are set, and read; none is sent without a request. */
  #registration(name: string, form: Form, values: string): Outcome {
    if (form === 'set') {
      if (!/^[012]$/.test(values)) return 'parameters';
      this.#reports.set(name, values);
      return [];
    }
    if (form !== 'read') return undefined;
    const reports = this.#reports.get(name) ?? '0';
    const cell = reports === '2' && this.#status === STATUS.home ? `,${CELL}` : '';
    return [`${name}: ${reports},${this.#status}${cell}`];
  }

  #operator(form: Form, values: string): Outcome {
    if (form === 'read') {
      if (this.#status !== STATUS.home) return ['+COPS: 0'];
      const isNumeric = this.#operatorFormat === '2';
      return [`+COPS: 0,${this.#operatorFormat},"${isNumeric ? this.#plmn : OPERATOR}",7`];
    }
    const [, format] = /^3,([012])$/.exec(values) ?? [];
    if (form !== 'set' || (format === undefined && values !== '0')) return 'parameters';
    if (format !== undefined) this.#operatorFormat = format;
    return [];
  }
}

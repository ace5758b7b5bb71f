/**
 * A plain model of a UICC: files as arrays of numbers, PINs as texts, and what each command
 * answers. It shares no code with what it is compared with.
 */
export type Kind = 'df' | 'transparent' | 'linear-fixed' | 'cyclic';
export type PinName = 'PIN1' | 'UPIN' | 'ADM1' | 'PIN2';

export interface ModelFile {
  readonly fid: string;
  readonly kind: Kind;
  readonly up: ModelFile | undefined;
  readonly inside: ModelFile[];
  content: number[];
  readonly recordLength: number;
  readonly sfi: number;
  readonly rules: Readonly<Record<'read' | 'update' | 'manage' | 'increase', string>>;
  active: boolean;
}

export interface ModelPin {
  value: string;
  unblock: string | undefined;
  enabled: boolean;
  replaced: boolean;
  left: number;
  unblockLeft: number;
}

export const KEYS: Readonly<Record<PinName, string>> = {
  PIN1: '01',
  UPIN: '11',
  ADM1: '0A',
  PIN2: '81',
};

export type Act =
  | { readonly op: 'select'; readonly fid: string }
  | { readonly op: 'usim'; readonly end: boolean }
  | {
      readonly op: 'read' | 'update';
      readonly sfi: number;
      readonly at: number;
      readonly data: string;
    }
  | {
      readonly op: 'read-record' | 'update-record';
      readonly sfi: number;
      readonly mode: number;
      readonly number: number;
      readonly data: string;
    }
  | { readonly op: 'search'; readonly from: number; readonly back: boolean; readonly data: string }
  | { readonly op: 'increase'; readonly data: string }
  | { readonly op: 'verify' | 'disable' | 'enable'; readonly pin: PinName; readonly value: string }
  | {
      readonly op: 'change' | 'unblock';
      readonly pin: PinName;
      readonly value: string;
      readonly next: string;
    }
  | { readonly op: 'state'; readonly fid: string; readonly active: boolean }
  | { readonly op: 'create'; readonly fid: string; readonly size: number; readonly record: number }
  | { readonly op: 'delete'; readonly fid: string }
  | { readonly op: 'resize'; readonly fid: string; readonly size: number };

const OPEN = { read: 'always', update: 'always', manage: 'always', increase: 'always' };
const hex = (bytes: readonly number[]): string =>
  bytes
    .map((one) => one.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
const numbers = (text: string): number[] =>
  (text.match(/../g) ?? []).map((two) => Number.parseInt(two, 16));

export class Model {
  readonly mf: ModelFile;
  readonly usim: ModelFile;
  readonly pins: Record<PinName, ModelPin>;
  readonly verified = new Set<PinName>();
  directory: ModelFile;
  ef: ModelFile | undefined;
  pointer = 0;
  application: ModelFile | undefined;

  constructor(from: Pick<Model, 'mf' | 'usim' | 'pins'>) {
    this.mf = from.mf;
    this.usim = from.usim;
    this.pins = from.pins;
    this.directory = from.mf;
  }

  /** What a card session keeps is gone. */
  reset(): void {
    this.verified.clear();
    this.application = undefined;
    this.#enter(this.mf);
  }

  run(act: Act): string {
    switch (act.op) {
      case 'select':
        return this.#select(act.fid);
      case 'usim':
        return this.#usim(act.end);
      case 'read':
      case 'update':
        return this.#binary(act);
      case 'read-record':
      case 'update-record':
        return this.#record(act);
      case 'search':
        return this.#search(act);
      case 'increase':
        return this.#increase(act.data);
      case 'verify':
      case 'change':
      case 'disable':
      case 'enable':
      case 'unblock':
        return this.#pin(act);
      case 'state':
        return this.#state(act.fid, act.active);
      case 'create':
        return this.#create(act);
      case 'delete':
        return this.#delete(act.fid);
      case 'resize':
        return this.#resize(act.fid, act.size);
    }
  }

  #enter(file: ModelFile): void {
    this.directory = file.kind === 'df' ? file : file.up!;
    this.ef = file.kind === 'df' ? undefined : file;
    this.pointer = file.kind === 'cyclic' ? 1 : 0;
  }

  /** The DF above; the MF for what is above all others. */
  #above(file: ModelFile): ModelFile {
    return file.up ?? this.mf;
  }

  #find(fid: string): ModelFile | undefined {
    if (fid === '3F00') return this.mf;
    if (fid === '7FFF') return this.application;
    const here = this.directory;
    const child = here.inside.find((one) => one.fid === fid);
    if (child !== undefined) return child;
    if (here.fid === fid) return here;
    const above = this.#above(here);
    if (above.fid === fid) return above;
    return above.inside.find((one) => one.fid === fid && one.kind === 'df');
  }

  #select(fid: string): string {
    const file = this.#find(fid);
    if (file === undefined) return '6A82';
    this.#enter(file);
    return file.active ? '9000' : '6283';
  }

  #usim(end: boolean): string {
    this.verified.delete('PIN2');
    if (end) {
      this.application = undefined;
      this.#enter(this.mf);
      return '9000';
    }
    this.application = this.usim;
    this.#enter(this.usim);
    return this.usim.active ? '9000' : '6283';
  }

  #fulfilled(rule: string): boolean {
    if (rule === 'always' || rule === 'never') return rule === 'always';
    return rule.split('|').some((name) => this.#isOpen(name as PinName));
  }

  #isOpen(name: PinName): boolean {
    const pin = this.pins[name];
    if (pin.enabled) return this.verified.has(name);
    return !pin.replaced || this.#isOpen('UPIN');
  }

  /** The EF of a command, or the status word that refuses it. */
  #target(sfi: number, kinds: readonly Kind[], rule: string): ModelFile | string {
    const bySfi = this.directory.inside.find((one) => one.sfi === sfi && one.kind !== 'df');
    const file = sfi === 0 ? this.ef : bySfi;
    if (file === undefined) return sfi === 0 ? '6986' : '6A82';
    if (!kinds.includes(file.kind)) return '6981';
    if (!this.#fulfilled(file.rules[rule as 'read'])) return '6982';
    for (let at: ModelFile = file; ; at = this.#above(at)) {
      if (!at.active) return '6984';
      if (at === this.mf) return file;
    }
  }

  #arrive(file: ModelFile): void {
    if (this.ef !== file) this.#enter(file);
  }

  #binary(act: Extract<Act, { op: 'read' | 'update' }>): string {
    const file = this.#target(act.sfi, ['transparent'], act.op);
    if (typeof file === 'string') return file;
    const data = numbers(act.data);
    if (act.at >= file.content.length) return '6B00';
    if (act.op === 'read') {
      this.#arrive(file);
      const got = file.content.slice(act.at, act.at + data.length);
      return hex(got) + (got.length < data.length ? '6282' : '9000');
    }
    if (act.at + data.length > file.content.length) return '6700';
    file.content.splice(act.at, data.length, ...data);
    this.#arrive(file);
    return '9000';
  }

  #record(act: Extract<Act, { op: 'read-record' | 'update-record' }>): string {
    const writes = act.op === 'update-record';
    const kinds: readonly Kind[] = ['linear-fixed', 'cyclic'];
    const file = this.#target(act.sfi, kinds, writes ? 'update' : 'read');
    if (typeof file === 'string') return file;
    const data = numbers(act.data);
    const { recordLength: length } = file;
    if (writes && file.kind === 'cyclic' && act.mode !== 3) return '6981';
    if (writes && data.length !== length) return '6700';
    if (writes && file.kind === 'cyclic') {
      file.content = [...data, ...file.content.slice(0, -length)];
      this.#arrive(file);
      this.pointer = 1;
      return '9000';
    }
    const own = act.sfi === 0 ? this.pointer : file.kind === 'cyclic' ? 1 : 0;
    const number = this.#number(file, own, act);
    if (number === undefined) return '6A83';
    if (!writes && data.length !== length) return `6C${hex([length])}`;
    this.#arrive(file);
    this.pointer = act.mode === 4 ? own : number;
    const at = (number - 1) * length;
    if (!writes) return `${hex(file.content.slice(at, at + length))}9000`;
    file.content.splice(at, length, ...data);
    return '9000';
  }

  #number(file: ModelFile, pointer: number, act: { mode: number; number: number }) {
    const count = file.content.length / file.recordLength;
    let number = act.number === 0 ? pointer : act.number;
    if (act.mode === 2) number = pointer + 1;
    if (act.mode === 3) number = pointer === 0 ? count : pointer - 1;
    if (file.kind === 'cyclic' && act.mode !== 4) number = number < 1 ? count : number;
    if (file.kind === 'cyclic' && act.mode !== 4) number = number > count ? 1 : number;
    return number >= 1 && number <= count ? number : undefined;
  }

  #search({ from, back, data }: Extract<Act, { op: 'search' }>): string {
    const file = this.#target(0, ['linear-fixed', 'cyclic'], 'read');
    if (typeof file === 'string') return file;
    const { recordLength } = file;
    const count = file.content.length / recordLength;
    const start = from === 0 ? this.pointer : from;
    if (start < 1 || start > count) return '6A83';
    if (data.length / 2 > recordLength) return '6700';
    const found: number[] = [];
    for (let one = start; one >= 1 && one <= count; one += back ? -1 : 1) {
      const text = hex(file.content.slice((one - 1) * recordLength, one * recordLength));
      const places = Array.from({ length: recordLength }, (_, at) => text.slice(2 * at));
      if (places.some((rest) => rest.startsWith(data))) found.push(one);
    }
    if (found.length === 0) return '6282';
    this.pointer = found[0]!;
    return `${hex(found)}9000`;
  }

  #increase(data: string): string {
    const file = this.#target(0, ['cyclic'], 'increase');
    if (typeof file === 'string') return file;
    const { recordLength } = file;
    if (data.length / 2 > recordLength) return '6700';
    const before = BigInt(`0x${hex(file.content.slice(0, recordLength))}`);
    const sum = (before + BigInt(`0x${data}`)).toString(16).toUpperCase();
    if (sum.length > 2 * recordLength) return '9850';
    const record = sum.padStart(2 * recordLength, '0');
    file.content = [...numbers(record), ...file.content.slice(0, -recordLength)];
    this.pointer = 1;
    return `${record}${data}9000`;
  }

  #pin(act: Extract<Act, { readonly pin: PinName }>): string {
    const pin = this.pins[act.pin];
    if (act.op === 'unblock') return this.#unblock(act, pin);
    const isFixed = act.pin === 'ADM1';
    if ((act.op === 'disable' || act.op === 'enable') && isFixed) return '6985';
    if (pin.left === 0) return '6983';
    if (act.op === 'enable' ? pin.enabled : !pin.enabled) {
      return act.op === 'enable' ? '6985' : '6984';
    }
    if (act.value !== pin.value) {
      pin.left--;
      this.verified.delete(act.pin);
      return `63C${pin.left.toString(16).toUpperCase()}`;
    }
    pin.left = 3;
    if (act.op === 'change') pin.value = act.next;
    if (act.op === 'disable') pin.enabled = false;
    if (act.op === 'disable') pin.replaced = false;
    if (act.op === 'enable') pin.enabled = true;
    if (act.op !== 'disable') this.verified.add(act.pin);
    return '9000';
  }

  #unblock(act: Extract<Act, { op: 'change' | 'unblock' }>, pin: ModelPin): string {
    if (pin.unblock === undefined) return '6A88';
    if (pin.unblockLeft === 0) return '6983';
    if (act.value !== pin.unblock) {
      pin.unblockLeft--;
      return `63C${pin.unblockLeft.toString(16).toUpperCase()}`;
    }
    Object.assign(pin, { unblockLeft: 10, left: 3, value: act.next, enabled: true });
    pin.replaced = false;
    this.verified.add(act.pin);
    return '9000';
  }

  #state(fid: string, active: boolean): string {
    const file = this.#find(fid);
    if (file === undefined) return '6A82';
    if (!this.#fulfilled(file.rules.manage)) return '6982';
    if (file.active === active) return '6985';
    file.active = active;
    this.#enter(file);
    return '9000';
  }

  #create({ fid, size, record }: Extract<Act, { op: 'create' }>): string {
    const up = this.directory;
    if (record > 0 && size % record !== 0) return '6A80';
    if (!this.#fulfilled(up.rules.update)) return '6982';
    if (!up.active) return '6984';
    if (up.inside.some((one) => one.fid === fid)) return '6A89';
    const kind = record > 0 ? 'linear-fixed' : 'transparent';
    const content = Array.from({ length: size }, () => 0xff);
    const plain = { fid, kind, up, inside: [], content, recordLength: record } as const;
    const file: ModelFile = {
      ...plain,
      content: [...content],
      sfi: 0,
      rules: OPEN,
      active: true,
      inside: [],
    };
    up.inside.push(file);
    this.#enter(file);
    return '9000';
  }

  #named(fid: string): ModelFile | undefined {
    const here = this.directory;
    const child = here.inside.find((one) => one.fid === fid);
    return child ?? (here.fid === fid ? here : undefined);
  }

  #delete(fid: string): string {
    const file = this.#named(fid);
    if (file === undefined) return '6A82';
    if (file === this.mf) return '6985';
    const up = this.#above(file);
    if (!this.#fulfilled(file.rules.manage) && !this.#fulfilled(up.rules.manage)) return '6982';
    this.#enter(up);
    up.inside.splice(up.inside.indexOf(file), 1);
    return '9000';
  }

  #resize(fid: string, size: number): string {
    const file = this.#named(fid);
    if (file === undefined) return '6A82';
    if (file.kind === 'df') return '6981';
    if (!this.#fulfilled(file.rules.manage)) return '6982';
    if (file.recordLength > 0 && size % file.recordLength !== 0) return '6A80';
    file.content = Array.from({ length: size }, (_, at) => file.content[at] ?? 0xff);
    this.#enter(file);
    return '9000';
  }
}

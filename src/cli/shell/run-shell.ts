/** A prompt at a device's links. */
import { createInterface } from 'node:readline';
import type { DeviceApi } from '../../attach/control/index.ts';
import { hex, HostError, unhex } from '../../base/index.ts';
import { aidName } from '../../wire/describe/index.ts';
import { Decisions } from '../decisions.ts';
import { EXIT, Output, table, wrap } from '../output.ts';
import { printable } from '../printable.ts';
import { linkName } from '../show-topology.ts';
import { printExchange } from '../print-exchange.ts';
import { completions, readLine, SHELL_WORDS, type ShellNames, type ShellVerb } from './words.ts';

const AID = /^([0-9A-F]{2}){5,16}$/i;

export interface ShellOptions {
  readonly link: string | undefined;
  readonly json: boolean;
}

export async function runShell(api: DeviceApi, { link, json }: ShellOptions): Promise<void> {
  const shell = await Shell.at(api, new Output({ json }));
  if (link !== undefined) shell.goTo(link);
  const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  if (isTerminal) shell.greet();
  const lines = createInterface({
    input: process.stdin,
    ...(isTerminal ? { output: process.stdout } : {}),
    terminal: isTerminal,
    completer: (text: string): [string[], string] => [
      [...completions(text, shell.names)],
      /\S*$/.exec(text)![0],
    ],
  });
  const ask = (): void => {
    if (!isTerminal) return;
    lines.setPrompt(`${shell.link}> `);
    lines.prompt();
  };
  lines.on('SIGINT', () => lines.close());
  ask();
  for await (const line of lines) {
    const isWell = await shell.run(line);
    if (!isWell && !isTerminal) process.exitCode = EXIT.expectation;
    if (shell.left) break;
    ask();
  }
  lines.close();
}

class Shell {
  readonly names: ShellNames;
  readonly #api: DeviceApi;
  readonly #output: Output;
  readonly #decisions: Decisions;
  readonly #switches = { decode: true, why: true, raw: false };
  #link: string;
  #left = false;

  private constructor(api: DeviceApi, output: Output, known: Known) {
    this.#api = api;
    this.#output = output;
    this.names = known.names;
    this.#decisions = known.decisions;
    this.#link = known.names.links[0] ?? '';
  }

  static async at(api: DeviceApi, output: Output): Promise<Shell> {
    const { links, containers, aliases } = await api.ask('topology', {});
    const aids = [
      ...containers.flatMap(({ entities }) => entities.map(({ aid }) => aid)),
      ...aliases.map(({ common }) => common),
    ];
    const open = links.filter(({ client }) => client !== 'raw').map(({ id }) => id);
    const names = { links: [...new Set(open)], aids: [...new Set(aids)] };
    return new Shell(api, output, { names, decisions: await Decisions.from(api) });
  }

  get link(): string {
    return this.#link;
  }

  get left(): boolean {
    return this.#left;
  }

  greet(): void {
    this.#output.line(`links ${this.names.links.join(', ')}; help lists commands, Tab completes`);
  }

  /** Throws `HostError` LINK_UNKNOWN. */
  goTo(link: string): void {
    if (!this.names.links.includes(link)) {
      const next = `use one of: ${this.names.links.join(', ')}`;
      throw new HostError('LINK_UNKNOWN', `no link here is named "${link}"`, next);
    }
    this.#link = link;
  }

  /** Carries a line out; whether it went well. */
  async run(text: string): Promise<boolean> {
    try {
      const line = readLine(text, this.names);
      if (line.kind === 'wrong') return this.#reject(line.why);
      if (line.kind === 'apdu') await this.#send(line.apdu);
      if (line.kind === 'verb') return await this.#do(line.verb, line.operand);
      return true;
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      return this.#reject(`${error.code}: ${error.message}`, error.next);
    }
  }

  async #do(verb: ShellVerb, operand: string): Promise<boolean> {
    const link = this.#link;
    switch (verb) {
      case 'select':
        if (!AID.test(operand)) return this.#reject('give an AID: 5 to 16 bytes in hexadecimal');
        await this.#send(selectByName(operand.toUpperCase()));
        return true;
      case 'link':
        this.goTo(operand);
        return true;
      case 'links':
        await this.#showLinks();
        return true;
      case 'aids':
        await this.#showAids();
        return true;
      case 'reset':
        this.#showAtr((await this.#api.ask('reset', { link })).atr);
        return true;
      case 'power':
        if (operand === 'on') this.#showAtr((await this.#api.ask('power.on', { link })).atr);
        else if (operand === 'off') await this.#api.ask('power.off', { link });
        else return this.#reject('give on or off');
        return true;
      case 'decode':
      case 'why':
      case 'raw':
        if (operand !== 'on' && operand !== 'off') return this.#reject('give on or off');
        this.#switches[verb] = operand === 'on';
        return true;
      case 'help':
        for (const line of table(Object.values(SHELL_WORDS).map((row) => [row.usage, row.does])))
          this.#output.line(line);
        this.#output.line('00A40400…, an APDU in hexadecimal, is sent over the link');
        return true;
      case 'quit':
        this.#left = true;
        return true;
    }
  }

  async #send(apdu: string): Promise<void> {
    const { decode, why, raw } = this.#switches;
    const link = this.#link;
    const { answer } = await this.#api.ask('transmit', { link, apdu, raw });
    const decisions = await this.#decisions.next();
    const whys = why ? decisions : [];
    printExchange(this.#output, { link, command: apdu, answer, whys, decode });
  }

  async #showLinks(): Promise<void> {
    const { links } = await this.#api.ask('topology', {});
    const rows = links.map((row) => [
      `${row.id === this.#link && row.lsi === 0 ? '*' : ' '} ${linkName(row)}`,
      row.mode,
      `-> ${row.container || '?'}`,
      row.client,
    ]);
    for (const line of table(rows)) this.#output.line(line);
  }

  async #showAids(): Promise<void> {
    const { containers, aliases } = await this.#api.ask('topology', {});
    const own = containers.flatMap(({ id, entities }) =>
      entities.map(({ name, aid }) => [aid, `${id} / ${name}`, aidName(unhex(aid)) ?? '']),
    );
    const common = aliases.map((row) => [row.common, `${row.container}: ${row.real}`, 'alias']);
    for (const line of table([...own, ...common])) this.#output.line(line);
  }

  #showAtr(atr: string): void {
    this.#output.object({ link: this.#link, step: 'reset' });
    this.#output.line(`# ATR ${atr}`);
  }

  #reject(why: string, next?: string): false {
    const lines = next === undefined ? [why] : [why, `  next: ${next}`];
    const shown = lines.flatMap((line) => wrap(printable(line)));
    process.stderr.write(`${shown.join('\n')}\n`);
    return false;
  }
}

interface Known {
  readonly names: ShellNames;
  readonly decisions: Decisions;
}

function selectByName(aid: string): string {
  return `00A40400${hex(Uint8Array.of(aid.length / 2))}${aid}00`;
}

/** A secured packet of a remote server, by short messages through the modem, and its proof. */
import {
  type Bytes,
  bytes,
  concat,
  hex,
  hexNumber,
  HostError,
  isWireError,
  unhex,
  nameOf,
  spacedName,
} from '../../base/index.ts';
import type { Description } from '../../device/index.ts';
import { emitSmsPpDownload } from '../../wire/cat/index.ts';
import {
  parseCompactResponse,
  parseSpi,
  RESPONSE_STATUS,
  type SecurityParameters,
} from '../../wire/secured-packet/index.ts';
import type { PacketProof as Proof } from '../../host/index.ts';
import type { ServerOptions } from './server-options.ts';
import { readKey } from '../gp/key-material.ts';
import { EXIT } from '../output.ts';
import { type ModemTask, withModem } from './modem-task.ts';
import { TERMINAL_FACTS } from './terminal-facts.ts';

export async function sendPacket(
  tar: string,
  apdus: readonly string[],
  options: ServerOptions,
): Promise<void> {
  await withModem(options, 'bifrons host server', (task) => send(task, { tar, apdus, options }));
}

/** Two commands of a shell are further apart, and five bytes last. */
const COUNTER_UNIT_MS = 100;

interface Sending {
  readonly tar: string;
  readonly apdus: readonly string[];
  readonly options: ServerOptions;
}

async function send(task: ModemTask, { tar, apdus, options }: Sending): Promise<void> {
  const { PacketServer, TERMINAL_PROFILE, ToolkitTerminal } = await import('../../host/index.ts');
  const { nodeCrypto } = await import('../../attach/node-crypto/index.ts');
  const keys = keysOf(task.description, options);
  const server = new PacketServer({ crypto: nodeCrypto, algorithm: options.algorithm, ...keys });
  const spi = securityOf(options);
  const counter = options.counter ?? Math.floor(Date.now() / COUNTER_UNIT_MS);
  const data = concat(...apdus.map(unhex));
  const messages = server.messages(server.command({ spi, tar: unhex(tar), counter, data }));
  const terminal = new ToolkitTerminal({ facts: TERMINAL_FACTS });
  await task.hold(terminal.start(TERMINAL_PROFILE));
  const sent: Bytes[] = [];
  let answer: Bytes = bytes();
  for (const tpdu of messages) {
    const result = await task.hold(terminal.envelope(emitSmsPpDownload(tpdu)));
    answer = result.answer;
    for (const effect of result.effects)
      if (effect.kind === 'short-message') sent.push(effect.tpdu);
  }
  const byAnswer = server.proofInAnswer(spi, answer.subarray(0, -2));
  const proof = byAnswer ?? server.proofInMessages(spi, sent);
  const by = byAnswer === undefined && proof !== undefined ? 'sms' : 'response';
  const sw = hex(answer.subarray(-2));
  const expects = spi.proof.when === 'always';
  show(task, { tar, counter, messages: messages.length, sw, by, proof, expects });
}

interface Outcome {
  readonly tar: string;
  readonly counter: number;
  readonly messages: number;
  /** Of the last envelope. */
  readonly sw: string;
  readonly by: 'response' | 'sms';
  readonly proof: Proof | undefined;
  readonly expects: boolean;
}

function show({ link, output }: ModemTask, outcome: Outcome): void {
  const { tar, counter, messages, sw, by, proof } = outcome;
  const head = { link, tar, counter, messages, sw };
  const count = `${messages} short message${messages === 1 ? '' : 's'}`;
  output.line(output.style('dim', `${tar} counter ${counter}, ${count}: ${sw}`));
  if (proof === undefined) {
    output.object({ ...head, proof: null });
    output.line('no proof of receipt');
    if (outcome.expects || !/^9[01]/.test(sw)) process.exitCode = EXIT.expectation;
    return;
  }
  if ('wrong' in proof) {
    output.object({ ...head, proof: { by, wrong: proof.wrong } });
    output.line(`proof by ${by}: ${proof.wrong}`);
    process.exitCode = EXIT.expectation;
    return;
  }
  const { status, data } = proof;
  const name = statusName(status);
  const response = parseCompactResponse(data);
  const ran = isWireError(response)
    ? undefined
    : { commands: response.executed, sw: hexNumber(response.sw, 2), data: hex(response.data) };
  output.object({ ...head, proof: { by, status, name, ...(ran === undefined ? {} : { ran }) } });
  output.line(`proof by ${by}: ${name}`);
  if (ran !== undefined)
    output.line(`${ran.commands} commands, the last: ${ran.sw}${ran.data && ` ${ran.data}`}`);
  const isWell = status === 0 && (ran === undefined || /^(9[01]|6[123])/.test(ran.sw));
  if (!isWell) process.exitCode = EXIT.expectation;
}

function statusName(status: number): string {
  const name = nameOf(RESPONSE_STATUS, status);
  return name === undefined ? `status ${status}` : spacedName(name);
}

/** Those of the options, else of the first profile of the description that has some. */
function keysOf(description: Description, { kic, kid, keySet }: ServerOptions) {
  if ((kic === undefined) !== (kid === undefined))
    throw invalid('one key of two is given', 'give --kic and --kid, or neither');
  if (kic !== undefined && kid !== undefined)
    return { kic: readKey(kic, '--kic'), kid: readKey(kid, '--kid'), keySet: keySet ?? 1 };
  for (const container of description.containers) {
    if (container.kind !== 'euicc') continue;
    const profiles = container.profiles.toSorted((a) => (a.state === 'enabled' ? -1 : 1));
    for (const { mnoSdKeys = [] } of profiles) {
      const found = mnoSdKeys.find(({ version }) => version === (keySet ?? version));
      if (found !== undefined)
        return { kic: unhex(found.enc), kid: unhex(found.mac), keySet: found.version };
    }
  }
  throw invalid('the description has no keys of an operator', 'give --kic and --kid');
}

function securityOf({ spi, proof }: ServerOptions): SecurityParameters {
  if (spi === undefined) {
    return {
      counter: 'higher',
      ciphered: true,
      integrity: 'checksum',
      proof: {
        when: proof === 'none' ? 'never' : 'always',
        integrity: 'checksum',
        ciphered: true,
        submit: proof === 'sms',
      },
    };
  }
  const parsed = parseSpi(unhex(spi));
  if (isWireError(parsed)) throw invalid('--spi has reserved bits', 'give two bytes, as 1619');
  const { integrity } = parsed;
  if (integrity === 'checksum' || integrity === 'none') return parsed;
  throw invalid('--spi requires a check that is not here', 'give a checksum, or none');
}

function invalid(why: string, next: string): HostError {
  return new HostError('INPUT_INVALID', why, next);
}

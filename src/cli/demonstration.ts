/** The same name over every link: who answers, and why. */
import { transmitWhole } from '../attach/runner/index.ts';
import type { DeviceService, Topology } from '../attach/service/index.ts';
import { concat, hex, unhex } from '../base/index.ts';

export interface DemonstrationRow {
  readonly entity: string;
  readonly link: string;
  readonly command: string;
  readonly answer: string;
  /** `C20 / ISD-R` */
  readonly target: string;
  readonly reason: string;
}

/** The name that the demonstration selects: one that several containers answer to, if any. */
export function sharedName(topology: Topology): string {
  const root = topology.containers.flatMap((row) => row.entities).find((entity) => entity.root);
  return topology.aliases[0]?.common ?? root?.aid ?? '';
}

/** Selects the name over every link, one after the other, in a card session of its own. */
export async function demonstrate(
  service: DeviceService,
  name: string,
  tell: (row: DemonstrationRow) => void,
): Promise<void> {
  const aid = unhex(name);
  const command = concat(
    Uint8Array.of(0x00, 0xa4, 0x04, 0x00, aid.length),
    aid,
    Uint8Array.of(0x00),
  );
  const { runner, clients } = service;
  for (const { link, entity } of runner.host.seats) {
    const client = clients.open(link);
    await client.powerOn();
    const before = runner.trace().at(-1)?.record.seq ?? 0;
    const answer = await transmitWhole((apdu) => client.transmit(apdu), command);
    const words = runner.trace(before).map((line) => line.words());
    const decision = words.findLast((one) => one.startsWith(`route ${name} `)) ?? '';
    await client.powerOff();
    tell({ entity, link, command: hex(command), answer: hex(answer), ...explained(decision) });
  }
}

/** Takes `route NAME -> C20 / ISD-R (really …): why` apart. */
function explained(words: string): { readonly target: string; readonly reason: string } {
  const match = /-> (.*?)(?: \(really [0-9A-F]+\))?: (.*)$/.exec(words);
  return { target: match?.[1] ?? 'nowhere', reason: match?.[2] ?? words };
}

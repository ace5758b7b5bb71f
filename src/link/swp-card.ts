/**
 * The card end of a single wire with the links it carries: SWP type A, SWP type B and the APDU
 * gate, each with a port of its own. [M-72] [M-73] [M-76]
 */
import { type Bytes } from '../base/index.ts';
import { type ApduGateOptions, createApduGate } from './apdu-gate/index.ts';
import {
  type CardTypeAOptions,
  type CardTypeBOptions,
  createCardTypeA,
  createCardTypeB,
} from './contactless/index.ts';
import type { CardEnd } from './contract.ts';
import {
  ConnectivityApplication,
  type HciApplication,
  HciCard,
  type HciMemory,
  type HostIdentity,
  type Transaction,
} from './hci/index.ts';
import type { ShdlcOptions } from './swp/index.ts';

export interface SwpCardOptions<Port> {
  readonly typeA?: CardTypeAOptions<Port> | undefined;
  readonly typeB?: CardTypeBOptions<Port> | undefined;
  readonly apduGate?: ApduGateOptions<Port> | undefined;
  /** Two bytes that name the card on the wire; default 4246. */
  readonly syncId?: Bytes | undefined;
  /** What the chip keeps of its HCI session; without it the pipes are rebuilt at each start. */
  readonly memory?: HciMemory | undefined;
  /** HCI host type; default 0300, an embedded secure element. */
  readonly hostType?: number | undefined;
  readonly identity?: Partial<HostIdentity> | undefined;
  readonly shdlc?: ShdlcOptions | undefined;
  /** How many times longer than usual the controller may take; default 1. */
  readonly gapFactor?: number | undefined;
}

const SYNC_ID: Bytes = Uint8Array.of(0x42, 0x46);

export interface SwpCard<Port> extends CardEnd<Port> {
  /**
   * Reports to the terminal a transaction of a reader with an application of the chip, or
   * without one a request for attention: EVT_TRANSACTION, EVT_CONNECTIVITY. False where no
   * pipe to the terminal is open, or too much waits already.
   */
  report(transaction?: Transaction): boolean;
}

/** Silent until power-on. */
export function createSwpCard<Port>(options: SwpCardOptions<Port>): SwpCard<Port> {
  const applications: HciApplication<Port>[] = [];
  // Readers are impatient: their events leave before those of the APDU gate.
  if (options.typeA !== undefined) applications.push(createCardTypeA(options.typeA));
  if (options.typeB !== undefined) applications.push(createCardTypeB(options.typeB));
  if (options.apduGate !== undefined) applications.push(createApduGate(options.apduGate));
  const connectivity = new ConnectivityApplication();
  const services = [connectivity];
  const syncId = options.syncId ?? SYNC_ID;
  const card = new HciCard({ ...options, applications, services, syncId });
  return Object.assign(card, {
    report: (transaction?: Transaction) => connectivity.report(transaction),
  });
}

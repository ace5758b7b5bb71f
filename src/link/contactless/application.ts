/**
 * The chip's side of a contactless link: it sets its card's parameters, is notified of field and
 * activation, takes C-APDUs and gives answers. [TS102622 §11] [M-72] [M-78]
 */
import { bigEndian, type Bytes, EMPTY, type Time } from '../../base/index.ts';
import type { CardEvent } from '../contract.ts';
import { type GateEvent, type HciApplication, HOST, type RequestedPipe } from '../hci/index.ts';
import { CARD_A, CARD_B, type CardType, RF_EVENT, RF_GATE, RF_MODE } from './codes.ts';

export interface CardTypeAOptions<Port> {
  readonly port: Port;
  /** 4, 7 or 10 bytes; without it the controller makes one up in each field. */
  readonly uid?: Bytes | undefined;
  /** Default 20: the block protocol. */
  readonly sak?: number | undefined;
  /** Two bytes as a number, the high byte first; default 0004. */
  readonly atqa?: number | undefined;
  /** 0 to 15 bytes of the ATS. */
  readonly historical?: Bytes | undefined;
  /** Frame waiting time integer, 0 to 14; default 10, 310 ms. */
  readonly fwi?: number | undefined;
  readonly cid?: boolean | undefined;
}

export interface CardTypeBOptions<Port> {
  readonly port: Port;
  /** 4 bytes; without it the controller makes one up in each field. */
  readonly pupi?: Bytes | undefined;
  /** Application family, default 0. */
  readonly afi?: number | undefined;
  /** Three bytes: CRC of the AID and number of applications. */
  readonly applicationData?: Bytes | undefined;
  /** Frame waiting time integer, 0 to 14; default 10. */
  readonly fwi?: number | undefined;
  readonly higherLayerResponse?: Bytes | undefined;
}

const FWI_DEFAULT = 10;

export function createCardTypeA<Port>(options: CardTypeAOptions<Port>): HciApplication<Port> {
  const { uid, sak, atqa, historical, fwi, cid } = options;
  return new CardApplication(options.port, 'A', () => [
    { index: CARD_A.UID, value: uid ?? EMPTY },
    { index: CARD_A.SAK, value: Uint8Array.of(sak ?? 0x20) },
    { index: CARD_A.ATQA, value: bigEndian(atqa ?? 0x0004, 2) },
    { index: CARD_A.APPLICATION_DATA, value: historical ?? EMPTY },
    { index: CARD_A.FWI_SFGI, value: Uint8Array.of((fwi ?? FWI_DEFAULT) << 4) },
    { index: CARD_A.CID_SUPPORT, value: Uint8Array.of(cid === true ? 1 : 0) },
    { index: CARD_A.MODE, value: Uint8Array.of(RF_MODE.ON) },
  ]);
}

export function createCardTypeB<Port>(options: CardTypeBOptions<Port>): HciApplication<Port> {
  const { pupi, afi, applicationData, fwi, higherLayerResponse } = options;
  const application = applicationData ?? new Uint8Array(3);
  return new CardApplication(options.port, 'B', () => [
    { index: CARD_B.PUPI, value: pupi ?? EMPTY },
    { index: CARD_B.AFI, value: Uint8Array.of(afi ?? 0) },
    { index: CARD_B.ATQB, value: Uint8Array.of(...application, (fwi ?? FWI_DEFAULT) << 4) },
    { index: CARD_B.HIGHER_LAYER_RESPONSE, value: higherLayerResponse ?? EMPTY },
    { index: CARD_B.MODE, value: Uint8Array.of(RF_MODE.ON) },
  ]);
}

class CardApplication<Port> implements HciApplication<Port> {
  /** The chip numbers its own gates; these equal the controller's. */
  readonly id: number;
  readonly port: Port;
  readonly registry = undefined;
  private readonly events: CardEvent<Port>[] = [];
  private active = false;
  private running = false;
  private answer: Bytes | undefined;
  private readyAt: Time = 0;

  private readonly parameters: () => RequestedPipe['parameters'];

  constructor(port: Port, type: CardType, parameters: () => RequestedPipe['parameters']) {
    this.port = port;
    this.id = RF_GATE[type];
    this.parameters = parameters;
  }

  /** Made when the chip sets up its pipes, once in a session of the HCI network. */
  get requested(): RequestedPipe {
    const { id } = this;
    return { gate: id, host: HOST.CONTROLLER, hostGate: id, parameters: this.parameters() };
  }

  clear(): void {
    this.events.length = 0;
    this.active = false;
    this.stop();
  }

  private stop(): void {
    this.running = false;
    this.answer = undefined;
  }

  onPipe(open: boolean): void {
    if (!open) this.leave();
  }

  /** The reader is gone: sessions of this link end, and a command under way is void. */
  private leave(): void {
    if (!this.active) return;
    this.active = false;
    this.stop();
    this.renew();
  }

  private renew(): void {
    this.events.length = 0;
    this.events.push({ kind: 'reset', port: this.port });
  }

  onEvent(_now: Time, { instruction, data }: GateEvent): void {
    switch (instruction) {
      case RF_EVENT.CARD_ACTIVATED:
        this.stop();
        this.active = true;
        return this.renew();
      case RF_EVENT.CARD_DEACTIVATED:
      case RF_EVENT.FIELD_OFF:
        return this.leave();
      case RF_EVENT.SEND_DATA:
        return this.onData(data);
      default:
      // FIELD_ON says only that there is power.
    }
  }

  /**
   * The last byte says whether the controller detected an RF error. What is no C-APDU goes up
   * too: the reader waits for a status word.
   */
  private onData(data: Bytes): void {
    if (!this.active || this.running || data.length < 1 || data.at(-1) !== 0) return;
    this.running = true;
    const apdu = data.slice(0, -1);
    this.events.push({ kind: 'command', port: this.port, apdu, lsi: 0 });
  }

  next(): CardEvent<Port> | undefined {
    return this.events.shift();
  }

  respond(answer: Bytes, readyAt: Time): void {
    if (!this.running) return;
    this.answer = answer;
    this.readyAt = readyAt;
  }

  /** The controller keeps the reader waiting by S(WTX); the chip says nothing until it is done. */
  takeEvent(now: Time): GateEvent | undefined {
    if (this.answer === undefined || now < this.readyAt) return undefined;
    const data = this.answer;
    this.stop();
    return { instruction: RF_EVENT.SEND_DATA, data };
  }

  wakeAt(): Time | undefined {
    return this.answer === undefined ? undefined : this.readyAt;
  }
}

/**
 * Remote management of the enabled profile: a packet's TAR names the operator's security domain or
 * an application of remote file management; the domain's keys secure both. [TS102226 §7, §8]
 */
import { type Bytes, bytes, equal, isWireError } from '../../base/index.ts';
import {
  type GlobalPlatformCard,
  PacketReceiver,
  type ReceivedPacket,
  runRemoteCommands,
} from '../../gp/index.ts';
import type { CardSession, Services, Session } from '../../os/abi/index.ts';
import {
  type PacketReceipt,
  type RemoteApplication,
  ShortMessageBearer,
  type ToolkitApplication,
  type Uicc,
} from '../../uicc/index.ts';
import { parseCommandPacket, parseSpi } from '../../wire/secured-packet/index.ts';
import { runRemote } from './remote-command.ts';

/** The TAR of the issuer's security domain. [TS101220 §D] */
const TAR_ISSUER = bytes(0, 0, 0);
/** Packets for the domain are signed, whatever else they are. [TS102226 §8.2.1.3.2.4] */
const MINIMUM_ISSUER = 0x02;

export interface RemoteManagementParts {
  readonly services: Services;
  /** The card and the UICC of the enabled profile. */
  readonly card: () => GlobalPlatformCard | undefined;
  readonly uicc: () => Uicc | undefined;
}

/** What a TAR names. */
type Target = { readonly minimum: number } & (
  | { readonly kind: 'domain' }
  | { readonly kind: 'files'; readonly uicc: Uicc; readonly application: RemoteApplication }
);

export class RemoteManagement {
  readonly #parts: RemoteManagementParts;
  readonly #bearer: ShortMessageBearer;

  constructor(parts: RemoteManagementParts) {
    this.#parts = parts;
    this.#bearer = new ShortMessageBearer({
      services: parts.services,
      open: (packet, transport, card) => this.#open(packet, transport, card),
    });
  }

  /** The receiver of short messages, where the enabled profile has keys for them. */
  applications(): readonly ToolkitApplication[] {
    return this.#parts.card() === undefined ? [] : [this.#bearer];
  }

  #open(source: Bytes, transport: Bytes, bearer: CardSession): PacketReceipt | undefined {
    const card = this.#parts.card();
    const packet = parseCommandPacket(source);
    if (card === undefined || isWireError(packet)) return undefined;
    const target = this.#target(packet.tar);
    const received = receiver(card, target).receive(source);
    if (received === undefined) return undefined;
    const answer =
      target === undefined || received.status !== 0
        ? bytes()
        : this.#run(card, target, { received, bearer });
    return { proof: received.proof(answer, transport), bySubmit: received.spi.proof.submit };
  }

  #target(tar: Bytes): Target | undefined {
    if (equal(tar, TAR_ISSUER)) return { kind: 'domain', minimum: MINIMUM_ISSUER };
    const uicc = this.#parts.uicc();
    const application = uicc?.remoteApplications.find((one) => equal(one.tar, tar));
    if (uicc === undefined || application === undefined) return undefined;
    return { kind: 'files', minimum: application.minimum, uicc, application };
  }

  /** A session of its own: neither files nor codes are those of the terminal. */
  #run(
    card: GlobalPlatformCard,
    target: Target,
    { received, bearer }: { readonly received: ReceivedPacket; readonly bearer: CardSession },
  ): Bytes {
    const beside = { ...bearer, ram: new Map() };
    const session: Session = { card: beside, channel: 0, ram: new Map() };
    const { services } = this.#parts;
    if (target.kind === 'files') {
      const { uicc, application } = target;
      if (!uicc.beginRemote(session, application)) return bytes();
      const run = runRemote(services, session, (command) => uicc.processRemote(command));
      const answer = runRemoteCommands(received.data, run);
      uicc.deselect(session);
      return answer;
    }
    const { issuer } = card.registry;
    return card.underPacket(issuer, { packet: received, session }, (process) =>
      runRemoteCommands(received.data, runRemote(services, session, process)),
    );
  }
}

function receiver(card: GlobalPlatformCard, target: Target | undefined): PacketReceiver {
  const spi = parseSpi(bytes(target?.minimum ?? 0, 0));
  const { crypto, note } = card.services;
  return new PacketReceiver({
    crypto,
    note,
    keys: card.keysOf(card.registry.issuer),
    attemptsMax: card.settings.attemptsMax,
    minimum: isWireError(spi) ? STRICT : spi,
    recognizes: () => target !== undefined,
  });
}

/** In place of a minimum that is none. */
const STRICT = { counter: 'higher', ciphered: true, integrity: 'checksum' } as const;

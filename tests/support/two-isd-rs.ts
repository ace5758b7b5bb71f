/**
 * One device with two eUICCs, whose ISD-Rs have one AID: each has a link, a phone's LPA and an
 * SM-DP+ of its own, and nothing that one of them trusts is trusted by the other.
 */
import { type Bytes, EMPTY, hex, unhex, utf8 } from '../../src/base/index.ts';
import { pureCrypto, randomStream } from '../../src/crypto/index.ts';
import { createTestPki, type TestBranch } from '../../src/host/pki/index.ts';
import { type LpaConversation, type LpaRequest, YES } from '../../src/host/lpa/index.ts';
import { field, interfacesOf } from './descriptions.ts';
import { EID } from './euicc-card.ts';
import { type HostRig, hostRig, type HostRigOptions } from './host-rig.ts';
import { World } from './lpa-world.ts';
import { describedChain, SERVER, testBranch } from './trust.ts';

export const SECOND_EID = '89049032000000000000000000350042';
export const SECOND_ICCID = '8988211990000000047';
/** Room for a few profiles each. */
const QUOTA = 700_000;

let second: TestBranch | undefined;

/** Issuers that the first eUICC does not know. Made once a process. */
function secondBranch(): TestBranch {
  second ??= createTestPki(
    { crypto: pureCrypto, rng: randomStream(utf8('two ISD-Rs'), 'pki') },
    { eid: SECOND_EID, server: SERVER },
  ).find(({ curve }) => curve === 'p256');
  return second!;
}

export type TwoLinks = readonly ['t0' | 't1' | 'spi', 't0' | 't1' | 'spi'];

/** Containers `first` and `second`, each paired with the link of its place. */
export function twoEuiccs(links: TwoLinks, options?: HostRigOptions): HostRig {
  const { ciPublicKeys: _keys, ...euicc } = structuredClone(field.containers[0]);
  const whole = { ...euicc, quota: QUOTA };
  return hostRig(
    field,
    {
      name: 'two-isd-rs',
      interfaces: interfacesOf(...links),
      containers: [
        { ...whole, id: 'first', eid: EID, trust: [describedChain(testBranch('p256'))] },
        { ...whole, id: 'second', eid: SECOND_EID, trust: [describedChain(secondBranch())] },
      ],
      pairing: {
        where: 'os',
        rules: [
          { link: links[0], container: 'first' },
          { link: '*', container: 'second' },
        ],
      },
      ruling: [],
      reach: { first: 'all', second: 'all' },
    },
    options,
  );
}

/** What surrounds the two eUICCs of a device. */
export function twoWorlds(rig: HostRig, links: TwoLinks): readonly [World, World] {
  const [link, other] = links;
  return [
    new World({ rig, link, blockLength: 120 }),
    new World({ rig, link: other, branch: secondBranch(), iccid: SECOND_ICCID }),
  ];
}

/** One LPA's conversation, as far as it has come. */
export class Exchange<T> {
  readonly world: World;
  readonly #conversation: LpaConversation<T>;
  #step: IteratorResult<LpaRequest, T>;
  /** APDUs that were answered. */
  count = 0;

  constructor(world: World, conversation: LpaConversation<T>) {
    this.world = world;
    this.#conversation = conversation;
    this.#step = conversation.next();
  }

  get result(): T | undefined {
    return this.#step.done === true ? this.#step.value : undefined;
  }

  /** Goes on to the next command for the card; none when the conversation is over. */
  command(): Bytes | undefined {
    while (this.#step.done !== true) {
      const request = this.#step.value;
      if ('card' in request) return request.card;
      if ('post' in request)
        this.#step = this.#conversation.next(this.world.phone.post!(request.post));
      else if ('question' in request) this.#step = this.#conversation.next(YES);
      else if ('report' in request) this.#step = this.#conversation.next(EMPTY);
      else throw new Error('the LPA requests a reset');
    }
    return undefined;
  }

  answer(response: Bytes): void {
    this.count++;
    this.#step = this.#conversation.next(response);
  }
}

/** One command to its end, with nothing beside it; false when the exchange is over. */
export function stepAlone(rig: HostRig, exchange: Exchange<unknown>): boolean {
  const command = exchange.command();
  if (command === undefined) return false;
  exchange.answer(unhex(rig.send(exchange.world.phone.link, hex(command))));
  return true;
}

/**
 * The next command of each exchange: both are at the device before either is answered. False when
 * both exchanges are over.
 */
export function stepTogether(rig: HostRig, exchanges: readonly Exchange<unknown>[]): boolean {
  const sent = exchanges.flatMap((exchange) => {
    const command = exchange.command();
    if (command === undefined) return [];
    const terminal = rig.host.terminal(exchange.world.phone.link);
    if (!terminal.powered) rig.powerOn(exchange.world.phone.link);
    return [{ exchange, terminal, command }];
  });
  for (const { terminal, command } of sent) terminal.send(command);
  const waiting = new Set(sent);
  rig.until(() => {
    for (const one of waiting) {
      const result = one.terminal.result();
      if (result?.kind === 'failed') throw new Error(result.why);
      if (result === undefined) continue;
      waiting.delete(one);
      one.exchange.answer(result.bytes);
    }
    return waiting.size === 0;
  });
  return sent.length > 0;
}

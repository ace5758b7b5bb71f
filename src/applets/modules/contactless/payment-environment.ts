/**
 * The proximity payment system environment: a reader selects `2PAY.SYS.DDF01`, and the answer lists
 * the payment applications that are activated, by priority. It lists those that it may read: all
 * with Global Registry, else those that name it as an observer. [EMVCLB §3.3] [GPAmdC §3.10]
 */
import {
  type Bytes,
  bytes,
  concat,
  EMPTY,
  equal,
  isWireError,
  unhex,
} from '../../../base/index.ts';
import { CONTACTLESS_STATE, type ContactlessEntry } from '../../../gp/index.ts';
import { emitTlv, findTlv, parseTlvs, type Tlv } from '../../../wire/index.ts';
import { applicationOf } from '../../module-application.ts';
import type { ModuleContext, NativeModule } from '../../module.ts';

const TAG = {
  FCI: 0x6f,
  NAME: 0x84,
  PROPRIETARY: 0xa5,
  DISCRETIONARY: 0xbf0c,
  ENTRY: 0x61,
  AID: 0x4f,
  PRIORITY: 0x87,
} as const;
/** Application family of payment. [GPAmdC §3.6] */
const FAMILY_FINANCIAL = 0x20;
const PRIORITY_MAX = 15;

function controlInformation({ system }: ModuleContext, name: Bytes): Bytes {
  const listed = system.contactless.entries.filter(
    (one) => !equal(one.aid, system.aid) && isPayment(one),
  );
  const entries = listed.flatMap(directoryEntries).map(withRank);
  const template =
    entries.length === 0
      ? EMPTY
      : emitTlv(TAG.PROPRIETARY, emitTlv(TAG.DISCRETIONARY, concat(...entries)));
  return emitTlv(TAG.FCI, emitTlv(TAG.NAME, name), template);
}

function isPayment({ contactless }: ContactlessEntry): boolean {
  const { state, family } = contactless;
  return state === CONTACTLESS_STATE.ACTIVATED && family[0] === FAMILY_FINANCIAL;
}

/** As its discretionary data have them, else by its AID alone. */
function directoryEntries({ aid, contactless }: ContactlessEntry): readonly (readonly Tlv[])[] {
  const objects = listOf(contactless.discretionary);
  const inside = listOf(findTlv(objects, TAG.DISCRETIONARY) ?? contactless.discretionary);
  const given = inside.filter(({ tag }) => tag === TAG.ENTRY).map(({ value }) => listOf(value));
  const whole = given.filter((one) => findTlv(one, TAG.AID) !== undefined);
  return whole.length > 0 ? whole : [[{ tag: TAG.AID, value: aid }]];
}

function listOf(source: Bytes): readonly Tlv[] {
  const list = parseTlvs(source);
  return isWireError(list) ? [] : list;
}

/** The first in the order of the registry has priority 1. */
function withRank(objects: readonly Tlv[], place: number): Bytes {
  const rank = bytes(Math.min(place + 1, PRIORITY_MAX));
  const others = objects.filter(({ tag }) => tag !== TAG.PRIORITY);
  const all = [...others, { tag: TAG.PRIORITY, value: rank }];
  return emitTlv(TAG.ENTRY, ...all.map(({ tag, value }) => emitTlv(tag, value)));
}

export const paymentEnvironment: NativeModule = {
  name: 'payment-environment',
  aid: unhex('F0424946524F4E530602'),
  traits: { multiSelectable: true, framing: 'kernel' },
  start: (context) =>
    applicationOf({
      commands: [],
      controlInformation: (name) => controlInformation(context, name),
    }),
};

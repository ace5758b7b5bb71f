/** What a device stores, read from a copy so that the reading changes nothing. */
import assert from 'node:assert/strict';
import { bytes, hex, type Image } from '../../../src/base/index.ts';
import type { Description } from '../../../src/device/index.ts';
import { COMMON, REAL_ISD_R } from '../../support/descriptions.ts';
import { TornRig } from './torn-rig.ts';

export interface Facts {
  /** All that is not a counter, decoded. */
  readonly state: string;
  /** Counters by owner and key. */
  readonly counters: ReadonlyMap<string, number>;
  /** The chip's HCI session on each single wire: of no container, and built again where needed. */
  readonly pipes: string;
}

const CARD_STATES = ['OP_READY', 'INITIALIZED', 'SECURED', 'CARD_LOCKED', 'TERMINATED'];

/** Of all images so far: what a batch kept leaves is also what the next one lost leaves. */
const known = new Map<Description, Map<string, Facts>>();

export function readFacts(description: Description, image: Image): Facts {
  const ofDevice = known.get(description) ?? new Map<string, Facts>();
  known.set(description, ofDevice);
  const key = linesOf(image).join('\n');
  const facts = ofDevice.get(key) ?? read(description, image);
  ofDevice.set(key, facts);
  return facts;
}

/** An image as text, for comparing. */
export function linesOf(image: Image): readonly string[] {
  return [...image].map(([key, value]) => `${key} ${hex(value)}`).sort();
}

function read(description: Description, image: Image): Facts {
  const rig = new TornRig(description, { image, seed: bytes(9, 9) });
  assert.ok(rig.live([]));
  const counters = new Map<string, number>();
  const lines: string[] = [];
  const pipes: string[] = [];
  for (const { owner, part, form, key, value } of rig.device.records()) {
    if (form === 'counter') counters.set(`${owner} ${part} ${key}`, Number(value));
    else if (key.startsWith('hci.')) pipes.push(`${key} ${printed(value)}`);
    else lines.push(`${owner} ${part} ${key} ${printed(value)}`);
  }
  lines.sort();
  const { management } = rig.device;
  lines.push(printed(management.links()), printed(management.aliases()));
  lines.push(printed(management.ruling()), printed(management.deviceLocks()));
  lines.push(...readOverLinks(rig));
  return { state: lines.join('\n'), counters, pipes: pipes.join('\n') };
}

/** What clients observe, and the conditions that always hold. */
function readOverLinks(rig: TornRig): readonly string[] {
  const profiles = new Map<string, string>();
  for (const link of rig.links) {
    assert.notEqual(rig.select(link, COMMON), '6F00', link);
    rig.select(link, REAL_ISD_R);
    profiles.set(link, rig.send(link, '80E2910003BF2D0000'));
  }
  const eUicc = [...profiles.values()].find((one) => one.startsWith('BF2D'));
  const locked = rig.device.management.deviceLocks().length > 0;
  assert.ok(eUicc !== undefined || locked, 'the eUICC lists its profiles');
  const enabled = [...(eUicc ?? '').matchAll(/9F7001(..)/g)].filter((one) => one[1] === '01');
  assert.ok(enabled.length <= 1, `${enabled.length} profiles are enabled: ${eUicc}`);
  let cards = 0;
  for (const { owner, part, value } of rig.device.records()) {
    if (!/(^|\/)registry$/.test(part)) continue;
    const issuer = /"kind":"issuer"[^}]*"lifeCycle":"(\w+)"/.exec(printed(value));
    if (issuer === null) continue;
    cards++;
    assert.ok(CARD_STATES.includes(issuer[1]!), `${owner}: card state ${issuer[1]}`);
  }
  assert.ok(cards > 0, 'the cards have states');
  return [...profiles].map(([link, answer]) => `${link} ${answer}`);
}

function printed(value: unknown): string {
  const text = JSON.stringify(value, (_, one: unknown) => {
    if (one instanceof Uint8Array) return hex(one);
    if (one instanceof Map) return [...one];
    return one;
  });
  return text ?? 'nothing';
}

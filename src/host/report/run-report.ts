/**
 * Runs the cases against copies of a device: each eUICC, each case on a copy of its own as it left
 * the factory. Neither the device nor its memory is touched, and the same device gives the same
 * report. [SGP23 §4.2]
 */
import { type Bytes, type Image, utf8 } from '../../base/index.ts';
import type { Crypto } from '../../crypto/index.ts';
import type { Description, DeviceParts } from '../../device/index.ts';
import { emitEmptyRequest, parseEuiccInfo1 } from '../../wire/es10/index.ts';
import { BenchServers, type ServerFiles } from './bench-servers.ts';
import { CardCopy } from './card-copy.ts';
import { REPORT_CASES } from './cases/index.ts';
import { EuiccBench, type EuiccFacts } from './euicc-bench.ts';
import type { Exchange } from './exchange.ts';
import { NotApplicable } from './expectations.ts';
import { type GroupId, REPORT_GROUPS } from './groups.ts';
import type { Need, ReportCase } from './report-case.ts';
import { BLANK, factsOf, hasCertificate, type Subject, subjectsOf } from './subjects.ts';

export type Verdict = 'pass' | 'fail' | 'not applicable';

export interface CaseResult {
  /** Id of the eUICC's container; empty where the device has none. */
  readonly container: string;
  readonly group: GroupId;
  readonly title: string;
  /** Place in its group, from 1. */
  readonly sequence: number;
  readonly name: string;
  /** Of SGP.22: `§5.7.13`. */
  readonly clause: string;
  readonly result: Verdict;
  /** Why it failed, or is not applicable. */
  readonly reason?: string;
  /** The last exchange before the failure. */
  readonly exchange?: Exchange;
}

export interface ReportParts {
  readonly description: Description;
  readonly crypto: Crypto;
  readonly plugins?: DeviceParts['plugins'];
  /** Of servers that the eUICCs may trust. */
  readonly servers?: ServerFiles | undefined;
  readonly cases?: readonly ReportCase[];
  /** Changes answers of the card: for tests of the report itself. */
  readonly tap?: (command: Bytes, answer: Bytes) => Bytes;
}

/** The results in the order of the groups, eUICC by eUICC, as they come. */
export function* runReport(parts: ReportParts): Generator<CaseResult> {
  for (const subject of subjectsOf(parts.description)) yield* reportOn(subject, parts);
}

/** What the cases of one eUICC share. */
interface Setting {
  readonly parts: ReportParts;
  readonly facts: EuiccFacts;
  readonly image: Image;
  readonly servers: BenchServers | string;
}

function* reportOn(subject: Subject, parts: ReportParts): Generator<CaseResult> {
  const setting = settingOf(subject, parts);
  const sequences = new Map<GroupId, number>();
  for (const one of parts.cases ?? REPORT_CASES) {
    const { group, name, clause } = one;
    const sequence = (sequences.get(group) ?? 0) + 1;
    sequences.set(group, sequence);
    const title = REPORT_GROUPS[group];
    const outcome = typeof setting === 'string' ? without(setting) : outcomeOf(one, setting);
    yield { container: subject.container, group, title, sequence, name, clause, ...outcome };
  }
}

type Outcome = Pick<CaseResult, 'result' | 'reason' | 'exchange'>;

function without(reason: string): Outcome {
  return { result: 'not applicable', reason };
}

function settingOf({ euicc, why }: Subject, parts: ReportParts): Setting | string {
  if (euicc === undefined) return why ?? 'it is no eUICC';
  const card = copyOf(parts, BLANK, 'factory');
  const facts = factsOf(euicc, card);
  if (typeof facts === 'string') return facts;
  const setting = { parts, facts, image: card.image, servers: 'it is not known yet' };
  const servers = hasCertificate(euicc)
    ? serversFor(setting)
    : 'its description has no certificate of it, with which it could sign';
  return { ...setting, servers };
}

/** Servers under the issuers that the eUICC itself names; or why there are none. */
function serversFor(setting: Setting): BenchServers | string {
  const { crypto, servers: given } = setting.parts;
  if (given === undefined) return 'no certificates of servers under its issuers are given';
  try {
    const request = emitEmptyRequest('getEuiccInfo1');
    const bench = benchOf(setting, 'issuers');
    const { signingKeys } = bench.call('ES10b.GetEUICCInfo1', request, parseEuiccInfo1);
    const { eid } = setting.facts;
    const found = BenchServers.of({ crypto, given, signingKeys, eid });
    return found ?? 'the certificates of servers that are given are under other issuers';
  } catch (error) {
    return `it does not name its issuers: ${(error as Error).message}`;
  }
}

function copyOf({ description, crypto, plugins }: ReportParts, image: Image, name: string) {
  return new CardCopy({ description, image, seed: utf8(`report ${name}`), crypto, plugins });
}

function benchOf(setting: Setting, name: string): EuiccBench {
  const { parts, facts, image, servers } = setting;
  const { crypto, tap } = parts;
  const card = copyOf(parts, image, name);
  return new EuiccBench({ card, facts, crypto, servers, seed: utf8(name), tap });
}

function outcomeOf(one: ReportCase, setting: Setting): Outcome {
  const missing = (one.needs ?? []).map((need) => reasonWithout(need, setting.servers));
  const reason = missing.find((why) => why !== undefined);
  if (reason !== undefined) return without(reason);
  const bench = benchOf(setting, `${one.group} ${one.name}`);
  try {
    one.run(bench);
    return { result: 'pass' };
  } catch (error) {
    // An LPA or a device that gives up says why in an error of its own: all of them are failures.
    if (!(error instanceof Error)) throw error;
    if (error instanceof NotApplicable) return without(error.message);
    const exchange = bench.exchanges.at(-1);
    return { result: 'fail', reason: error.message, ...(exchange && { exchange }) };
  }
}

function reasonWithout(need: Need, servers: BenchServers | string): string | undefined {
  if (typeof servers === 'string') return servers;
  switch (need) {
    case 'servers':
      return undefined;
    case 'issuer-key':
      return servers.first.issuer.key ? undefined : 'the private key of the issuer is not given';
    case 'second-curve':
      return servers.second ? undefined : 'it has no issuer on a second curve';
    case 'sm-ds':
      return servers.hasSmds ? undefined : 'no certificate of an SM-DS is given';
  }
}

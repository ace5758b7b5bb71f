/**
 * Content that comes without commands: the load files and applications of a profile package, which
 * the issuer has approved as a whole. [SAIP §8.7]
 */
import { type Bytes, EMPTY, equal, hex, readBigEndian } from '../../base/index.ts';
import { refuse } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import type { Environment } from '../domain/domain.ts';
import type { RegistryEntry } from '../registry/entry.ts';
import { implicitConflict, isSelectionParameter } from '../registry/implicit-selection.ts';
import { addApplication } from './add-entries.ts';
import { checkLoadFileHash } from './load-file-hash.ts';
import { createLoadFile, refuseKnownAid } from './loading.ts';
import { demandMemory } from './memory.ts';
import { checkAssignment, readPrivileges, settleExclusive } from './privilege-assignment.ts';

export interface LoadFileContent {
  readonly aid: Bytes;
  /** The load file data block. */
  readonly block: Bytes;
  /** Of the block; empty for none. */
  readonly hash: Bytes;
  /** AID of its security domain; the issuer's where it is left out. */
  readonly domain: Bytes | undefined;
}

export interface ApplicationContent {
  /** AID of its load file. */
  readonly file: Bytes;
  readonly module: Bytes;
  readonly aid: Bytes;
  /** As in INSTALL: one byte or three. */
  readonly privileges: Bytes;
  readonly lifeCycle: number;
  /** The value of tag C9. */
  readonly specific: Bytes;
  readonly domain: Bytes | undefined;
  readonly implicit: Bytes | undefined;
  /** Global service parameters. */
  readonly services: Bytes | undefined;
  /** Numbers of bytes that it may hold, and that are set aside for it. */
  readonly quota: Bytes | undefined;
  readonly reserved: Bytes | undefined;
  readonly volatileReserved: Bytes | undefined;
  /** STORE DATA commands, header and all, that it receives in this order. */
  readonly data: readonly Bytes[];
}

/** Throws `Refusal` where the card does not take it. */
export function addLoadFileContent(card: Environment, content: LoadFileContent): void {
  const { registry, services } = card;
  const { aid, block, hash } = content;
  const domain = registry.handle(domainOf(card, content.domain));
  checkLoadFileHash(services, block, hash);
  createLoadFile(card, { aid, domain, provider: EMPTY }, { block });
}

/** Throws `Refusal` where the card does not take it. */
export function addApplicationContent(card: Environment, content: ApplicationContent): void {
  const { registry } = card;
  const { module, aid, implicit = EMPTY, lifeCycle } = content;
  const file = fileOf(card, content);
  refuseKnownAid(card, aid);
  const privileges = readPrivileges(content.privileges);
  const to = { of: undefined, isDomain: false, before: 0, after: privileges } as const;
  checkAssignment(card, { ...to, session: 'inside' });
  checkSelection(card, implicit);
  const nonVolatileReserved = numberOf(content.reserved) ?? 0;
  const volatileReserved = numberOf(content.volatileReserved) ?? 0;
  demandMemory(card, { nonVolatile: nonVolatileReserved, volatile: volatileReserved });
  const entry = addApplication(
    card,
    { name: hex(aid), aid, privileges, lifeCycle, runtime: file.runtime, module },
    {
      domain: domainOf(card, content.domain),
      loadFile: file.aid,
      specific: content.specific,
      services: content.services,
      quota: numberOf(content.quota),
    },
  );
  settleExclusive(card, { before: 0, after: privileges });
  const added = registry.update(entry, { implicit, nonVolatileReserved, volatileReserved });
  for (const one of content.data) personalize(card, added, one);
}

function fileOf({ registry }: Environment, { file, module }: ApplicationContent): RegistryEntry {
  const found = registry.byAid(file);
  const has = found?.modules.some((one) => equal(one, module)) === true;
  if (found !== undefined && found.runtime !== '' && has) return found;
  const why = `no load file ${hex(file)} has a module ${hex(module)}`;
  return refuse(SW.REFERENCED_DATA_NOT_FOUND, 'SAIP §8.7', why);
}

function domainOf({ registry }: Environment, aid: Bytes | undefined): RegistryEntry {
  const found = aid === undefined ? registry.issuer : registry.byAid(aid);
  if (found?.kind === 'issuer' || found?.kind === 'security-domain') return found;
  return refuse(SW.REFERENCED_DATA_NOT_FOUND, 'SAIP §8.7', 'no such security domain');
}

function checkSelection({ registry }: Environment, parameters: Bytes): void {
  if (!parameters.every(isSelectionParameter))
    refuse(SW.WRONG_DATA, 'GPCS §11.1.7', 'no implicit selection parameter');
  const conflict = implicitConflict(registry.entries, { of: undefined, parameters });
  if (conflict !== undefined) refuse(SW.CONDITIONS, 'GPCS §6.4.1', conflict);
}

function numberOf(coded: Bytes | undefined): number | undefined {
  return coded && readBigEndian(coded);
}

/** Sent as it is; nothing in it is encrypted. [SAIP §8.7] */
function personalize(card: Environment, entry: RegistryEntry, command: Bytes): void {
  const worker = card.worker(entry);
  const application =
    worker !== undefined && 'application' in worker ? worker.application : undefined;
  if (application?.processData === undefined)
    return refuse(SW.CONDITIONS, 'SAIP §8.7', `${entry.name} takes no personalization data`);
  application.processData(command, { session: 'inside', decryptSensitive: () => undefined });
}

/**
 * A load under way, in RAM: the load file becomes memory in one batch with its last block, so that
 * neither a power cut nor an error nor the end of the application session leaves half of one.
 * [GPCS §9.3.5] [GPCS §11.6]
 */
import { type Bytes, concat, hex, operandText, type TraceKind } from '../../base/index.ts';
import { refuse } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import { LOAD_FILE_LIFE_CYCLE } from '../../wire/globalplatform/index.ts';
import type { Environment } from '../domain/domain.ts';
import { PLAIN_ENTRY, type RegistryEntry } from '../registry/entry.ts';
import { isInUse } from '../registry/life-cycle.ts';
import type { LoadFile } from './load-file.ts';
import type { Token } from './token.ts';

export interface LoadRequest {
  /** Of the load file. */
  readonly aid: Bytes;
  /** Handle of the security domain that it is to be associated with. */
  readonly domain: number;
  /** Of the load file data block; empty where none was sent. */
  readonly hash: Bytes;
  readonly provider: Bytes;
  /** Whether INSTALL [for load, install and make selectable] began it. [GPCS §9.3.8] */
  readonly combined: boolean;
  /** Of INSTALL [for load]. */
  readonly token: Token;
}

export class Loading {
  readonly request: LoadRequest;
  readonly #blocks: Bytes[] = [];
  #length = 0;
  /** Set once all of it has come and was verified. */
  file: LoadFile | undefined;

  constructor(request: LoadRequest) {
    this.request = request;
  }

  /** Blocks received. */
  get count(): number {
    return this.#blocks.length;
  }

  /** Bytes received. */
  get length(): number {
    return this.#length;
  }

  add(block: Bytes): void {
    this.#blocks.push(Uint8Array.from(block));
    this.#length += block.length;
  }

  get content(): Bytes {
    return concat(...this.#blocks);
  }
}

/** An executable load file with its modules, from a load that is complete. [GPCS §9.3.5] */
export function createLoadFile(
  environment: Environment,
  request: Pick<LoadRequest, 'aid' | 'domain' | 'provider'>,
  { block }: Pick<LoadFile, 'block'>,
): RegistryEntry {
  const { registry, runtimes, services } = environment;
  const { aid, provider } = request;
  const owner = ownerOfLoad(environment, request);
  refuseKnownAid(environment, aid);
  const file = { aid, block };
  const runtime = [...runtimes.values()].find((one) => one.recognizes(file));
  if (runtime === undefined) {
    return refuse(SW.WRONG_DATA, 'GPCS §9.3.5', `nothing here runs load file ${hex(aid)}`);
  }
  const added = registry.add({
    ...PLAIN_ENTRY,
    kind: 'load-file',
    name: hex(aid),
    aid,
    lifeCycle: LOAD_FILE_LIFE_CYCLE.LOADED,
    privileges: 0,
    domain: owner.id,
    provider,
    runtime: runtime.name,
  });
  const { version, modules } = runtime.accept(file, registry.content(added));
  services.note(LOADED, added.name, modules.length);
  return registry.update(added, { version, modules });
}

/** It was there and in use when the load began; another session may have changed that since. */
export function ownerOfLoad(
  { registry }: Environment,
  { domain }: Pick<LoadRequest, 'domain'>,
): RegistryEntry {
  const owner = registry.byHandle(domain);
  if (owner !== undefined && isInUse(owner)) return owner;
  return refuse(SW.CONDITIONS, 'GPCS §9.3.5', 'the security domain of the load file is gone');
}

/** One AID names one entry of the registry. [GPCS §9.3.5] [GPCS §9.3.6] */
export function refuseKnownAid({ registry }: Environment, aid: Bytes): void {
  if (registry.byAid(aid) === undefined) return;
  refuse(SW.CONDITIONS, 'GPCS §9.3', `the registry has an entry ${hex(aid)}`);
}

export const LOADED: TraceKind = {
  name: 'loaded',
  words: ([name, modules]) =>
    `load file ${operandText(name)} loaded, modules: ${operandText(modules)}`,
};

/** The answer to commands that have nothing to confirm. [GPCS §11.1.6] */
export const NOTHING_TO_CONFIRM: { readonly data: Bytes; readonly sw: number } = {
  data: Uint8Array.of(0),
  sw: SW.OK,
};

/** What SM-DP+ and SM-DS of the command line share: certificates, faults, a store, an end. */
import { X509Certificate } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HostError } from '../../base/index.ts';
import { nodeCrypto } from '../../attach/node-crypto/index.ts';
import { chooseTls } from '../../attach/rsp-server/index.ts';
import {
  serverIdentities,
  type ServerIdentity,
  type ServerKey,
  type ServerKind,
} from '../../host/pki/index.ts';
import {
  FAULTS,
  type MadeFaults,
  makeFaults,
  parseFault,
  type ServerParts,
} from '../../host/rsp-server/index.ts';
import { devicesFolder, takeOwnership } from '../../keep/data-folder/places/index.ts';
import { lmdbStore } from '../../keep/store/index.ts';
import type { OpenStore } from '../../run/store/index.ts';
import { writeNote } from '../output.ts';
import { SYSTEM_RANDOM } from '../system-random.ts';
import { readPkiFolder } from './pki-folder.ts';

export interface ServerOptions {
  readonly pki: string;
  readonly data?: string;
  readonly address?: string;
  readonly port: number;
  readonly fault?: readonly string[];
  readonly json?: boolean;
}

const MAKE_CERTIFICATES = 'make certificates: bifrons pki init FOLDER';

/** Digits from the year to the second. */
export function calendarTime(date = new Date()): string {
  return date.toISOString().replace(/\D/g, '').slice(0, 14);
}

/** Throws `HostError` INPUT_INVALID where the folder has no certificate of such a server. */
export function serverParts(folder: string, kind: ServerKind): ServerParts {
  const files = readPkiFolder(folder);
  const identities = serverIdentities(nodeCrypto, { files, kind });
  const isWhole = ({ binding }: ServerIdentity): boolean => kind === 'ds' || binding !== undefined;
  const whole = identities.filter(isWhole);
  if (whole.length === 0) {
    const role = kind === 'dp' ? 'CERT.DPauth and CERT.DPpb' : 'CERT.DSauth';
    const what = `${folder} has no ${role} with keys`;
    throw new HostError('INPUT_INVALID', what, MAKE_CERTIFICATES);
  }
  return {
    crypto: nodeCrypto,
    rng: SYSTEM_RANDOM,
    now: () => calendarTime(),
    identities: whole,
  };
}

/** Its TLS certificate with the key. Throws `HostError` INPUT_INVALID where there is none. */
export function serverTls({ identities }: ServerParts, folder: string): ServerKey {
  const key = chooseTls(identities);
  if (key !== undefined) return key;
  const what = `${folder} has no TLS certificate with its key`;
  throw new HostError('INPUT_INVALID', what, MAKE_CERTIFICATES);
}

/** In words, where clients refuse the TLS certificate for the address by which they come. */
export function nameProblem({ certificate }: ServerKey, address: string): string | undefined {
  const read = new X509Certificate(certificate);
  const host = address.replace(/:\d+$/, '');
  if (read.checkHost(host) !== undefined) return undefined;
  const names = (read.subjectAltName ?? '').match(/(?<=DNS:)[^,\s]+/g)?.join(', ') ?? 'no host';
  return (
    `its TLS certificate is for ${names}, and clients refuse it for ${host}: make another ` +
    `(bifrons pki init --server ${host} --smds ${host} FOLDER), or give its name as --address`
  );
}

/** A note on standard error, where there is a problem with the name. */
export function noteName(problem: string | undefined, { json }: Pick<ServerOptions, 'json'>): void {
  if (problem !== undefined) writeNote(problem, json === true);
}

/** Throws `HostError` INPUT_INVALID for an unknown one. */
export function namedFaults(parts: ServerParts, texts: readonly string[]): MadeFaults {
  const named = texts.map((text) => {
    const fault = parseFault(text);
    if (fault !== undefined) return fault;
    const next = `give one of: ${faultNames().join(', ')}`;
    throw new HostError('INPUT_INVALID', `there is no fault ${text}`, next);
  });
  return makeFaults(parts, named);
}

function faultNames(): readonly string[] {
  return Object.entries(FAULTS).map(([name, fault]) => ('counts' in fault ? `${name}:N` : name));
}

export interface ServerFolder {
  readonly folder: string;
  readonly store: OpenStore;
  close(): Promise<void>;
}

/** A server's memory, for one process. */
export async function openServerFolder(
  given: string | undefined,
  name: 'smdp' | 'smds',
): Promise<ServerFolder> {
  const folder = given ?? join(devicesFolder(), '..', 'bifrons-servers', name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = await takeOwnership(folder, `bifrons ${name}`);
  try {
    const store = await lmdbStore.open(join(folder, 'store'));
    const close = async (): Promise<void> => {
      await store.close();
      lock.release();
    };
    return { folder, store, close };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The lists of revoked certificates that LPAs are to load; their files. */
export function writeLists(folder: string, lists: readonly Uint8Array[]): readonly string[] {
  return lists.map((list, at) => {
    const file = join(folder, `revoked-${at + 1}.crl`);
    writeFileSync(file, list);
    return file;
  });
}

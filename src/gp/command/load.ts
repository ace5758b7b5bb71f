/** LOAD: the blocks of a load file, one after another. [GPCS §11.6] [GPCS §9.3.5] */
import { type Bytes, concat } from '../../base/index.ts';
import { refuse, type Response } from '../../os/abi/index.ts';
import { INS, SW } from '../../wire/index.ts';
import { emitField, PRIVILEGE } from '../../wire/globalplatform/index.ts';
import { ownerOf } from '../content/authorization.ts';
import { decipherBlock } from '../content/ciphered-load-file.ts';
import { checkDaps } from '../content/dap.ts';
import { checkLoadFileHash } from '../content/load-file-hash.ts';
import { beginsLoadFile, type LoadFile, parseLoadFile } from '../content/load-file.ts';
import {
  createLoadFile,
  type Loading,
  NOTHING_TO_CONFIRM,
  ownerOfLoad,
} from '../content/loading.ts';
import { demandMemory } from '../content/memory.ts';
import { confirm } from '../content/receipt.ts';
import type { Domain, Environment } from '../domain/domain.ts';
import type { RegistryEntry } from '../registry/entry.ts';
import { type CommandDefinition, incoming } from './definition.ts';
import { domainSession } from './domain-session.ts';
import type { PlainCommand } from './plain-command.ts';

/** Bit of P1. [GPCS §11.6.2.1 table 11-57] */
const LAST = 0x80;
/** Block numbers are 00 to FF. [GPCS §11.6.2.2] */
const BLOCKS_MAX = 0x100;

export const load: CommandDefinition = {
  name: 'LOAD',
  ins: INS.LOAD,
  clause: 'GPCS §11.6',
  classes: 'proprietary',
  security: 'authenticated',
  cardStates: 'before-locked',
  direction: incoming,
  run(domain, command) {
    const state = domainSession(command.session);
    const { loading } = state;
    // A load that a block ends or spoils is over; one that has more to come goes on. [GPCS §9.3.5]
    state.loading = undefined;
    if (loading === undefined || loading.file !== undefined) {
      return refuse(SW.CONDITIONS, 'GPCS §9.3.5', 'INSTALL [for load] comes before');
    }
    receive(domain, loading, command);
    if ((command.p1 & LAST) === 0) {
      state.loading = loading;
      return NOTHING_TO_CONFIRM;
    }
    const file = verify(domain, loading);
    if (loading.request.combined) {
      loading.file = file;
      state.loading = loading;
      return NOTHING_TO_CONFIRM;
    }
    return finish(domain, loading, file);
  },
};

function receive({ environment }: Domain, loading: Loading, command: PlainCommand): void {
  const { p2, data } = command;
  const { count } = loading;
  if (count >= BLOCKS_MAX && !environment.settings.personality.loadBlocksWrap) {
    refuse(SW.WRONG_P1P2, 'GPCS §11.6.2.2', 'block numbers end at FF');
  }
  const expected = count % BLOCKS_MAX;
  if (p2 !== expected) {
    refuse(SW.WRONG_P1P2, 'GPCS §11.6.2.2', `block ${expected} comes next, not ${p2}`);
  }
  if (data.length === 0) refuse(SW.WRONG_LENGTH, 'GPCS §11.6.2.3', 'a block without data');
  if (count === 0 && !beginsLoadFile(data[0])) {
    refuse(SW.WRONG_DATA, 'GPCS §11.6.2.3', 'a load file begins with a DAP or its data block');
  }
  demandMemory(environment, { nonVolatile: loading.length + data.length, volatile: 0 });
  loading.add(data);
}

/** The whole load file, with its hash and DAPs verified. */
function verify({ environment }: Domain, { request, content }: Loading): LoadFile {
  const sent = parseLoadFile(content);
  const owner = ownerOfLoad(environment, request);
  const isSecret = (owner.privileges & PRIVILEGE.CIPHERED_LOAD_FILE_DATA_BLOCK) !== 0;
  if (isSecret !== (sent.ciphered !== undefined)) {
    const why = isSecret ? 'takes ciphered load files alone' : 'takes no ciphered load file';
    refuse(SW.CONDITIONS, 'GPCS §11.6.2.3', `${owner.name} ${why}`);
  }
  if (isSecret && request.hash.length === 0) {
    refuse(SW.CONDITIONS, 'GPCS §11.5.2.3.1', 'a ciphered load file needs its hash');
  }
  const file = inClear(environment, sent, { owner, hash: request.hash });
  checkLoadFileHash(environment.services, file.block, request.hash);
  checkDaps(environment, file, { owner, hash: request.hash });
  return file;
}

/** The hash is of the block as its author made it. [GPCS §C.2] [GPCS §C.6] */
function inClear(
  environment: Environment,
  file: LoadFile,
  { owner, hash }: { readonly owner: RegistryEntry; readonly hash: Bytes },
): LoadFile {
  const { ciphered, block } = file;
  if (ciphered === undefined) return file;
  return { ...file, block: decipherBlock(environment, owner, { ...ciphered, block, hash }) };
}

function finish(domain: Domain, { request }: Loading, file: LoadFile): Response {
  const { environment } = domain;
  const added = createLoadFile(environment, request, file);
  const { aid: owner } = ownerOf(environment, added);
  return confirm(domain, request.token, concat(...[added.aid, owner].map(emitField)));
}

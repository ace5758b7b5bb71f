/** DELETE of content and of keys. [GPCS §11.2] [GPCS §9.5] */
import {
  AID_LENGTH_MAX,
  AID_LENGTH_MIN,
  type Bytes,
  EMPTY,
  hex,
  isWireError,
} from '../../base/index.ts';
import { refuse, type Response } from '../../os/abi/index.ts';
import { findTlv, INS, parseTlv, parseTlvs, SW, type Tlv } from '../../wire/index.ts';
import {
  DELETE_RELATED,
  DELETE_TAG,
  emitField,
  tokenData,
} from '../../wire/globalplatform/index.ts';
import { authorize, FUNCTION } from '../content/authorization.ts';
import { deleteContent } from '../content/delete-content.ts';
import { confirm } from '../content/receipt.ts';
import { type Token } from '../content/token.ts';
import type { Domain } from '../domain/domain.ts';
import { type CommandDefinition, incoming } from './definition.ts';
import { deleteKeys, namesKeys } from './delete-keys.ts';
import type { PlainCommand } from './plain-command.ts';

export const deleteCommand: CommandDefinition = {
  name: 'DELETE',
  ins: INS.DELETE,
  clause: 'GPCS §11.2',
  classes: 'proprietary',
  security: 'authenticated',
  cardStates: 'before-locked',
  chains: true,
  direction: incoming,
  run(domain, command) {
    const objects = parseTlvs(command.data);
    if (isWireError(objects)) {
      return refuse(SW.WRONG_DATA, 'GPCS §11.2.2.3', 'what is deleted is named by data objects');
    }
    if (namesKeys(objects)) return deleteKeys(domain, objects);
    return deleteByName(domain, command, objects);
  },
};

/** [GPCS §11.2.2.3.1] */
function deleteByName(domain: Domain, command: PlainCommand, objects: readonly Tlv[]): Response {
  const aid = nameOf(objects);
  refuseOthers(objects);
  const token = tokenOf(command, objects);
  const { p2, session } = command;
  authorize(domain, { functions: FUNCTION.DELETE, token, clause: 'GPCS §9.5' });
  const entry = domain.environment.registry.byAid(aid);
  if (entry === undefined) {
    return refuse(SW.REFERENCED_DATA_NOT_FOUND, 'GPCS §11.2.3.2', `nothing is named ${hex(aid)}`);
  }
  deleteContent(domain, { entry, related: (p2 & DELETE_RELATED) !== 0, session });
  return confirm(domain, token, emitField(aid));
}

/** It signs what comes before it. [GPCS §C.4.6] */
function tokenOf(command: PlainCommand, objects: readonly Tlv[]): Token {
  const value = findTlv(objects, DELETE_TAG.TOKEN) ?? EMPTY;
  const reference = findTlv(objects, DELETE_TAG.REFERENCE) ?? EMPTY;
  const { data } = command;
  let end = 0;
  while (end < data.length) {
    const one = parseTlv(data, end);
    if (isWireError(one) || one.tag === DELETE_TAG.TOKEN) break;
    end = one.next;
  }
  return { value, reference, signed: tokenData(command, data.slice(0, end)) };
}

/** After the name come a reference and a token, once each. [GPCS §11.2.2.3.1 table 11-23] */
function refuseOthers([, ...rest]: readonly Tlv[]): void {
  const tags = rest.map(({ tag }) => tag).join();
  const isGood = [
    '',
    `${DELETE_TAG.REFERENCE}`,
    `${DELETE_TAG.TOKEN}`,
    `${DELETE_TAG.REFERENCE},${DELETE_TAG.TOKEN}`,
  ];
  if (isGood.includes(tags)) return;
  refuse(SW.WRONG_DATA, 'GPCS §11.2.2.3.1', 'what follows the AID is no reference and token');
}

function nameOf([first]: readonly Tlv[]): Bytes {
  const length = first?.value.length ?? 0;
  if (first?.tag === DELETE_TAG.AID && length >= AID_LENGTH_MIN && length <= AID_LENGTH_MAX)
    return first.value;
  return refuse(SW.WRONG_DATA, 'GPCS §11.2.2.3.1', 'an AID names what is deleted');
}

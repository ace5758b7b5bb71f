/**
 * Cards that delete a key set when failed attempts have blocked it. With the last key of the issuer
 * security domain those return that it was made with, so that a card cannot be lost by blocking
 * all of its keys; a host resets such a card by doing so. [GPCS §7.5.1]
 */
import { EMPTY, operandText, type TraceKind } from '../../base/index.ts';
import { type Command, type HeaderAnswer, Refusal, type Response } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import type { CommandHead } from '../command/command-head.ts';
import type { Domain } from '../domain/domain.ts';
import { restoreFirstKeys } from '../domain/first-keys.ts';
import { type Key, KEY_ID } from '../domain/key.ts';
import type { ChannelPlace, InitiationCommand } from './protocol.ts';

export function runInitiation(
  place: ChannelPlace,
  initiation: InitiationCommand,
  command: Command,
): Response {
  try {
    return initiation.run(place, command);
  } catch (refusal) {
    if (!deletes(place, refusal)) throw refusal;
    deleteBlocked(place.domain);
    return { data: EMPTY, sw: SW.BLOCKED };
  }
}

/** T=0: a refusal with which keys are deleted comes after the data. */
export function checkInitiation(
  place: ChannelPlace,
  initiation: InitiationCommand,
  head: CommandHead,
): HeaderAnswer {
  try {
    initiation.check(place, head);
  } catch (refusal) {
    if (!deletes(place, refusal)) throw refusal;
  }
  return 'in';
}

function deletes({ domain }: ChannelPlace, refusal: unknown): boolean {
  const { deletesBlockedKeys } = domain.environment.settings.personality;
  return deletesBlockedKeys && refusal instanceof Refusal && refusal.sw === SW.BLOCKED;
}

function deleteBlocked({ environment, entry, keys }: Domain): void {
  const { attemptsMax } = environment.settings;
  const isBlocked = ({ version, id }: Key): boolean =>
    keys.attempts.of(id <= KEY_ID.DEK ? { version } : { version, id }) >= attemptsMax;
  const before = keys.list.length;
  keys.remove(isBlocked);
  environment.services.note(BLOCKED_KEYS, entry.name, before - keys.list.length);
  if (keys.list.length > 0) return;
  const count = restoreFirstKeys(environment.registry.content(entry), keys);
  if (count > 0) environment.services.note(FIRST_KEYS, entry.name, count);
}

/** Operands: name of the security domain; how many. */
export const BLOCKED_KEYS: TraceKind = {
  name: 'blocked-keys',
  words: ([name, count]) =>
    `${operandText(name)}: keys deleted because attempts with them failed: ${operandText(count)}`,
};

/** Operands: name of the security domain; how many. */
export const FIRST_KEYS: TraceKind = {
  name: 'first-keys',
  words: ([name, count]) =>
    `${operandText(name)}: no key was left; the first ones are back: ${operandText(count)}`,
};

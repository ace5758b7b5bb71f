/**
 * Velocity checking at authentication: a key set whose attempts failed too often is blocked until
 * it is replaced. [GPCS §7.5.1]
 */
import { operandText, type TraceKind, hexNumber } from '../../base/index.ts';
import { refuse } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import type { KeyReference } from '../domain/attempt-counters.ts';
import type { Domain } from '../domain/domain.ts';

/** Refuses where the key set is blocked. */
export function refuseBlocked(domain: Domain, key: KeyReference): void {
  const { keys, environment } = domain;
  if (keys.attempts.of(key) < environment.settings.attemptsMax) return;
  refuse(SW.BLOCKED, 'GPCS §7.5.1', 'the key set is blocked by failed attempts');
}

/**
 * Where an attempt is counted: when the host proves its key, or, on cards that delete blocked keys,
 * when a session is begun.
 */
export function countsAt(domain: Domain, step: 'initiation' | 'authentication'): boolean {
  const { deletesBlockedKeys } = domain.environment.settings.personality;
  return (step === 'initiation') === deletesBlockedKeys;
}

/** Counts an attempt, durable before its outcome is known; refuses where the set is blocked. */
export function takeAttempt(domain: Domain, key: KeyReference): void {
  refuseBlocked(domain, key);
  domain.keys.attempts.take(key);
  const count = domain.keys.attempts.of(key);
  const { attemptsMax } = domain.environment.settings;
  if (count > 1) {
    domain.environment.services.note(ATTEMPT, domain.entry.name, key.version, count, attemptsMax);
  }
}

export const ATTEMPT: TraceKind = {
  name: 'authentication-attempt',
  words: ([name, version, count, max]) =>
    `attempt ${operandText(count)} of ${operandText(max)} with key version ` +
    `${hexNumber(Number(version))} of ${operandText(name)}`,
};

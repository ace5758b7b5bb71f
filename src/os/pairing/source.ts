/**
 * Where the routing agent reads the pairing data: inside the OS, or in a partition outside it that
 * the OS only reads, at each decision, without a cache. [M-55] [M-56]
 */
import { HostError } from '../../base/index.ts';
import { type Cell, derived, type Nvm } from '../abi/index.ts';
import {
  type Pairing,
  type PairingRule,
  pairingRulesCodec,
  type PairingScope,
  resolvePairing,
} from './pairing.ts';

export interface PairingSource {
  /** Throws `HostError` PAIRING_* when an outside copy does not resolve. */
  current(): Pairing;
  rules(): readonly PairingRule[];
  /** Replaces all rules; refuses, with a `HostError`, what does not resolve. */
  replace(rules: readonly PairingRule[]): void;
}

const KEY = 'pairing';

/** Pairing data as the OS's own. */
export function insidePairing(
  partition: Nvm,
  initial: readonly PairingRule[],
  scope: PairingScope,
): PairingSource {
  const cell = partition.cell<readonly PairingRule[]>(KEY, pairingRulesCodec, initial);
  const current = derived(
    () => cell.get(),
    (rules) => resolvePairing(rules, scope),
  );
  // Rules that do not resolve show at the boot.
  current();
  return {
    current,
    rules: () => cell.get(),
    replace(next) {
      resolvePairing(next, scope);
      cell.set(next);
    },
  };
}

/** Pairing data outside the OS: `read` gives the stored bytes as they are at this moment. */
export function outsidePairing(options: {
  readonly read: () => Uint8Array | undefined;
  readonly cell: Cell<readonly PairingRule[]>;
  readonly initial: readonly PairingRule[];
  readonly scope: PairingScope;
}): PairingSource {
  const { read, cell, initial, scope } = options;
  const rules = (): readonly PairingRule[] => {
    const stored = read();
    if (stored === undefined) return initial;
    try {
      return pairingRulesCodec.parse(stored);
    } catch (error) {
      throw new HostError(
        'PAIRING_INVALID',
        `the pairing data outside the OS cannot be read: ${String(error)}`,
        'write it again: bifrons pairing set',
      );
    }
  };
  return {
    current: () => resolvePairing(rules(), scope),
    rules,
    replace(next) {
      resolvePairing(next, scope);
      cell.set(next);
    },
  };
}

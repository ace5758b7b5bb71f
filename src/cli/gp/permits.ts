/** Options of delegated management: tokens, and what is done with receipts. */
import type { Command } from 'commander';
import { type Bytes, hex, HostError, unhex } from '../../base/index.ts';
import type { Crypto, SigningKey } from '../../crypto/index.ts';
import type { TokenSource } from '../../host/off-card/index.ts';
import { hexDigits } from '../options.ts';
import type { CardTask } from './card-task.ts';
import { readKey, readPem } from './key-material.ts';

export interface PermitOptions {
  readonly token?: string;
  readonly tokenKey?: string;
}

export function withPermit(command: Command): Command {
  return command
    .option('--token <hex>', 'a token that was made before, for Delegated Management', hexDigits)
    .option('--token-key <key>', 'or the key that makes it: a PEM file, or aes:KEY or des:KEY');
}

export function tokenIn(task: CardTask, options: PermitOptions): Promise<TokenSource> | undefined {
  if (options.token !== undefined) return Promise.resolve(unhex(options.token));
  if (options.tokenKey === undefined) return undefined;
  return signerIn(task.session.crypto, options.tokenKey, task);
}

/** What makes signatures under a key of the options. */
export async function signerIn(
  crypto: Crypto,
  given: string,
  { session }: Pick<CardTask, 'session'>,
): Promise<(data: Bytes) => Bytes> {
  const { signerOf } = await import('../../host/off-card/index.ts');
  return signerOf(crypto, session.rng, signingKey(crypto, given));
}

function signingKey(crypto: Crypto, given: string): SigningKey {
  const [, kind, value = ''] = /^(aes|des):(.+)$/.exec(given) ?? [];
  if (kind !== undefined) return { kind: kind as 'aes' | 'des', key: readKey(value, 'the key') };
  const key = readPem(given, 'the key');
  if (key.kind === 'rsa' && key.privateKey !== undefined)
    return { kind: 'rsa', key: key.privateKey };
  if (key.kind === 'ecc' && key.scalar !== undefined) {
    return { kind: 'ecc', curve: crypto.curve(key.curve), key: key.scalar };
  }
  throw new HostError(
    'INPUT_INVALID',
    `${given} is no private key`,
    'give the private key as PEM, or aes:KEY',
  );
}

/** A receipt in the answer, as an object and as a line. */
export async function showConfirmation({ output }: CardTask, answer: Bytes): Promise<void> {
  const { parseConfirmation } = await import('../../host/off-card/index.ts');
  const found = parseConfirmation(answer);
  if (found === undefined) return;
  const { receipt, counter } = found;
  output.object({ event: 'confirmation', counter, receipt: hex(receipt), data: hex(found.data) });
  output.line(`receipt ${hex(receipt)}, number ${counter}`);
}

/** Signatures over a load file, one for each security domain that is to verify one. */
import { type Bytes, HostError, unhex } from '../../base/index.ts';
import type { HashName } from '../../crypto/index.ts';
import type { Dap } from '../../host/off-card/index.ts';
import { aid } from './options.ts';
import type { CardTask } from './card-task.ts';
import { signerIn } from './permits.ts';

/** Of `AID=KEY`, as often as given. */
export async function dapsIn(
  task: CardTask,
  from: {
    readonly given: readonly string[];
    readonly block: Bytes;
    readonly hash: HashName | undefined;
  },
): Promise<readonly Dap[]> {
  const { dapOf } = await import('../../host/off-card/index.ts');
  const { crypto } = task.session;
  const digest = from.hash === undefined ? undefined : crypto.hash(from.hash).digest(from.block);
  return Promise.all(
    from.given.map(async (one) => {
      const [name, ...rest] = one.split('=');
      if (rest.length === 0 || digest === undefined) throw wrong(one);
      const signer = await signerIn(crypto, rest.join('='), task);
      return dapOf(unhex(aid(name ?? '')), signer, digest);
    }),
  );
}

function wrong(given: string): HostError {
  const [name] = given.split('=');
  return new HostError('INPUT_INVALID', `${name} names no key`, 'give --dap AID=KEYFILE');
}

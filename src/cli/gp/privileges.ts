/** Privileges as people give them: names with commas, or one or three bytes. */
import { type Bytes, HostError, unhex } from '../../base/index.ts';
import { emitPrivilegeNames, privilegesFor } from '../../host/off-card/index.ts';

import type { CardTask } from './card-task.ts';
import { PRIVILEGE_NAMES } from '../../wire/globalplatform/index.ts';

const NONE = Uint8Array.of(0, 0, 0);

/** As the card takes them. Throws `HostError` INPUT_INVALID. */
export function privilegesIn({ version }: CardTask, given: string | undefined): Bytes {
  return privilegesFor(version, parse(given));
}

function parse(given: string | undefined): Bytes {
  if (given === undefined || given === '') return NONE;
  if (/^([0-9A-Fa-f]{2}){1,3}$/.test(given)) return unhex(given);
  const coded = emitPrivilegeNames(given.split(',').map((one) => one.trim()));
  if (coded !== undefined) return coded;
  const names = PRIVILEGE_NAMES.map(([name]) => name).join(', ');
  throw new HostError('INPUT_INVALID', `"${given}" are no privileges`, `use ${names}`);
}

/**
 * The commands that every security domain has. A new command is one more file beside its
 * siblings and one more row here; the rest follows from its definition. [GPCS §11]
 */
import type { CommandDefinition } from './definition.ts';
import { beginResponseMacSession } from './begin-r-mac-session.ts';
import { endResponseMacSession } from './end-r-mac-session.ts';
import { deleteCommand } from './delete.ts';
import { generateKey } from './generate-key.ts';
import { getData, getDataOdd } from './get-data.ts';
import { getStatus } from './get-status.ts';
import { putKey } from './put-key.ts';
import { install } from './install.ts';
import { load } from './load.ts';
import { select } from './select.ts';
import { storeData } from './store-data.ts';
import { setStatus } from './set-status.ts';

export const STANDARD_COMMANDS: readonly CommandDefinition[] = [
  select,
  getData,
  getDataOdd,
  getStatus,
  setStatus,
  putKey,
  generateKey,
  storeData,
  beginResponseMacSession,
  endResponseMacSession,
  install,
  load,
  deleteCommand,
];

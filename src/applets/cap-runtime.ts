/**
 * The runtime of CAP files while there is no virtual machine: a load file is checked structurally,
 * kept with its modules and version, and deleted; nothing is installed from it. [JCVM §6]
 */
import { bytes, equal, hex, isWireError } from '../base/index.ts';
import type { ApplicationRuntime } from '../gp/index.ts';
import { refuse } from '../os/abi/index.ts';
import { parseCapFile } from '../wire/cap/index.ts';
import { SW } from '../wire/index.ts';

/** Kept with each load file. */
export const CAP = 'cap';

/** The components as they were loaded, in the memory of the load file. */
const BLOCK_KEY = 'block';

export const capRuntime: ApplicationRuntime = {
  name: CAP,
  recognizes: () => true,
  accept({ aid, block }, nvm) {
    const file = parseCapFile(block);
    if (isWireError(file)) {
      const { codec, expected, got, offset } = file;
      const why = `${codec}, byte ${offset}: expected ${expected}, got ${got}`;
      return refuse(SW.WRONG_DATA, 'JCVM §6', why);
    }
    const { aid: name, major, minor } = file.header.package;
    if (!equal(name, aid)) {
      return refuse(SW.WRONG_DATA, 'GPCS §9.3.5', `the load file holds package ${hex(name)}`);
    }
    nvm.region(BLOCK_KEY, block.length).write(0, block);
    return { version: bytes(major, minor), modules: file.applets.map((one) => one.aid) };
  },
  forgetFile() {},
  deletionBlockedBy: () => undefined,
  install: () => refuseToRun(),
  code: () => refuseToRun(),
  uninstall() {},
};

function refuseToRun(): never {
  refuse(SW.CONDITIONS, 'GPCS §9.3.6', 'no virtual machine here runs CAP files');
}

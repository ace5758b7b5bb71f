/** What applets write: installation, fields, arrays and transactions, tries of a PIN, deletion. */
import { readCapFile } from '../../support/cap/read-cap.ts';
import { forInstall } from '../../support/content-commands.ts';
import { load, remove } from './content-scenarios.ts';
import { operation, secured } from './operations.ts';
import { type Scenario, scenario } from './scenarios.ts';
import type { Operation } from './torn-rig.ts';

const FILE = 'F04A434C414204';
const APPLET = 'F04A434C41420401';

const loadFile = load('LOAD of a CAP file', readCapFile('SemProbe_jc304'), FILE);
const install = secured(
  'INSTALL of its applet',
  '80E60C00',
  forInstall({ aid: APPLET, file: FILE, module: APPLET }),
);

/** Selects the applet and sends one command of it. */
const run = (name: string, command: string, link = 'spi'): Operation =>
  operation(name, (rig) => {
    rig.select(link, APPLET);
    const answer = rig.send(link, command);
    // It is not multiselectable: the next link needs it.
    rig.reset(link);
    return answer;
  });

export const OF_APPLETS: readonly Scenario[] = [
  scenario(
    'an applet installed, and deleted with its load file',
    10,
    [install, remove('both', FILE, '80')],
    {
      before: [loadFile],
    },
  ),
  scenario(
    'an applet that writes, within transactions and outside',
    7,
    [
      run('fields and arrays, then a transaction that is aborted', '8001000000'),
      run('an array that a transaction writes past it', '8002000000', 'swp-a'),
      run('a transaction that is left open', '8005000000'),
      run('tries of a PIN in a transaction', '8004000000', 't0'),
    ],
    { before: [loadFile, install] },
  ),
];

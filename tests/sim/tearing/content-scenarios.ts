/** What content management writes: load files, applications and security domains. */
import { hex } from '../../../src/base/index.ts';
import {
  DOMAIN_FILE,
  forChange,
  forDomain,
  forInstall,
  forLoad,
  loadBlocks,
  loadFileOf,
  PROBE_FILE,
  stubBlock,
  system,
} from '../../support/content-commands.ts';
import { readCapFile } from '../../support/cap/read-cap.ts';
import { AM_SD } from '../../support/descriptions.ts';
import { openSecureChannel } from '../../support/secure-channel.ts';
import { operation, secured } from './operations.ts';
import { type Scenario, scenario } from './scenarios.ts';
import type { Operation } from './torn-rig.ts';

const APP = 'A000000559505242A1';
const DOMAIN = 'A000000559505242D1';
const CAP_PACKAGE = 'F04A434C414203';

/** INSTALL [for load] and every LOAD in one session; what the last one answers. */
export function load(name: string, block: Uint8Array, aid: string, combined?: string): Operation {
  return operation(name, (rig) => {
    const channel = openSecureChannel(rig, 'spi');
    const begin = combined === undefined ? '80E60200' : '80E60E01';
    let answer = channel.send(begin, forLoad({ aid }));
    for (const [header, data] of loadBlocks(loadFileOf(block), 100)) {
      answer = channel.send(header, data);
    }
    return combined === undefined ? answer : channel.send('80E60E03', combined);
  });
}

const loadStub = load('LOAD of a stub load file', stubBlock(), PROBE_FILE);
const install = secured(
  'INSTALL [for install and make selectable]',
  '80E60C00',
  forInstall({ aid: APP, privileges: '040200' }),
);
const named = (aid: string) => `4F${hex(Uint8Array.of(aid.length / 2))}${aid}`;
export const remove = (what: string, aid: string, p2 = '00') =>
  secured(`DELETE of ${what}`, `80E400${p2}`, named(aid));

export const OF_CONTENT: readonly Scenario[] = [
  scenario('a load file loaded, and deleted', 8, [loadStub, remove('it', PROBE_FILE)]),
  scenario('a CAP file of many blocks loaded, and deleted', 8, [
    load('LOAD of a CAP file', readCapFile('BenchInt_jc305'), CAP_PACKAGE),
    remove('it', CAP_PACKAGE),
  ]),
  scenario(
    'an application with Card Reset and Final Application installed, and deleted',
    8,
    [install, remove('the application', APP)],
    { before: [loadStub] },
  ),
  scenario(
    'an application installed in steps, extradited, updated, and deleted with its load file',
    20,
    [
      secured('INSTALL [for install]', '80E60400', forInstall({ aid: APP })),
      secured(
        'INSTALL [for make selectable]',
        '80E60800',
        forChange({ aid: APP, privileges: '00' }),
      ),
      secured('INSTALL [for extradition]', '80E61000', forChange({ aid: APP, domain: AM_SD })),
      secured(
        'INSTALL [for registry update]',
        '80E64000',
        forChange({ aid: APP, privileges: '100000' }),
      ),
      remove('the load file and its application', PROBE_FILE, '80'),
    ],
    { before: [loadStub] },
  ),
  scenario('load, install and make selectable in one process', 4, [
    load('the combined process', stubBlock(), PROBE_FILE, forInstall({ aid: APP, file: '' })),
  ]),
  scenario('a security domain installed, and deleted', 8, [
    secured('INSTALL of a security domain', '80E60C00', forDomain({ aid: DOMAIN })),
    remove('the security domain', DOMAIN),
  ]),
  scenario('functions restricted for good', 4, [
    secured(
      'INSTALL [for registry update] of the card',
      '80E64000',
      forChange({ parameters: system('D90102') }),
    ),
  ]),
  scenario('content management that is refused', 9, [
    secured('INSTALL of an AID that is there', '80E60C00', forDomain({ aid: AM_SD })),
    remove('a load file in use', DOMAIN_FILE),
    load('LOAD of what is no CAP file', Uint8Array.of(1, 2, 3), PROBE_FILE),
  ]),
];

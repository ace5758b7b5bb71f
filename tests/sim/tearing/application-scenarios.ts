/** What an application of a container's own writes, for itself and for its card. */
import { PROBE_INS } from '../../../src/applets/index.ts';
import { bytes, hex } from '../../../src/base/index.ts';
import { ese, euicc } from '../../support/descriptions.ts';
import { cardTo, operation } from './operations.ts';
import { describe, type Scenario, scenario } from './scenarios.ts';
import type { Operation } from './torn-rig.ts';

const AID = 'A0000005595052424501';
/** Card Lock and Card Terminate. */
const probe = { name: 'probe', aid: AID, module: 'probe', privileges: '180000' };
const [enabled, ...others] = euicc.profiles;
const profiles = [{ ...enabled, mnoSd: 'A0000001514D4E4F01', applications: [probe] }, ...others];
const description = describe({
  containers: [
    { ...euicc, profiles },
    { ...ese, applications: [probe] },
  ],
});

function ask(name: string, ins: number, { link = 'spi', p1 = 0, data = '' } = {}): Operation {
  return operation(name, (rig) => {
    rig.select(link, AID);
    const body = data === '' ? '' : hex(bytes(data.length / 2)) + data;
    return rig.send(link, `${hex(bytes(0x80, ins, p1, 0))}${body}`);
  });
}

const transaction = (link: string): Operation =>
  ask(`a transaction over ${link}`, PROBE_INS.TRANSACTION, { link, data: '01020304' });

export const OF_APPLICATIONS: readonly Scenario[] = [
  scenario(
    'transactions of an application, in the eSE and in a profile',
    3,
    [transaction('spi'), transaction('t0'), transaction('spi')],
    { description },
  ),
  scenario('a contactless transaction that is reported to the host', 2, [transaction('swp-a')], {
    description,
  }),
  scenario(
    'an application that sets its own state',
    1,
    [ask('state 27', PROBE_INS.SET_CONTENT_STATE, { p1: 0x27 })],
    { description },
  ),
  scenario(
    'card locked from inside, and unlocked by its issuer',
    5,
    [ask('CARD_LOCKED from inside', PROBE_INS.LOCK_CARD), cardTo('SECURED', '0F')],
    { description },
  ),
  scenario(
    'card terminated from inside',
    1,
    [ask('TERMINATED from inside', PROBE_INS.TERMINATE_CARD)],
    { description },
  ),
];

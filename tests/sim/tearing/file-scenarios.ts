/** What the commands of a UICC write: content of files, their table, PINs and their counters. */
import { bytes, hex, unhex } from '../../../src/base/index.ts';
import { pureCrypto, randomStream } from '../../../src/crypto/index.ts';
import { AuthenticationCentre } from '../../../src/host/index.ts';
import { euicc, patent } from '../../support/descriptions.ts';
import { ADM1, PIN1, PIN2, PUK1, UICC_CONFIG, USIM, WRONG } from '../../support/uicc-card.ts';
import { operation } from './operations.ts';
import { describe, type Scenario, scenario } from './scenarios.ts';
import type { Operation } from './torn-rig.ts';

const [enabled, ...others] = euicc.profiles;
const withUicc = (uicc: object) =>
  describe({
    containers: [{ ...euicc, profiles: [{ ...enabled, uicc }, ...others] }, patent.containers[1]],
  });
const description = withUicc(UICC_CONFIG);

const K = '000102030405060708090A0B0C0D0E0F';
const OPC = 'CD63CB71954A9F4E48A5994E37A02BAF';
const authenticating = withUicc({
  ...UICC_CONFIG,
  applications: UICC_CONFIG.applications.map((one) => ({
    ...one,
    authentication: { algorithm: 'milenage', key: K, opc: OPC },
  })),
});

/** AUTHENTICATE as a network with the same key sends it. */
function authenticate(): string {
  const network = new AuthenticationCentre({
    crypto: pureCrypto,
    rng: randomStream(bytes(3), 'network'),
  });
  const algorithm = { kind: 'milenage', k: unhex(K), opc: unhex(OPC), resLength: 8 } as const;
  network.subscribe({ imsi: '001010123456789', algorithm }, 0);
  const { rand, autn } = network.vector('001010123456789');
  return `008800812210${hex(rand)}10${hex(autn)}`;
}

/** Codes presented in a session of their own, a file selected, one command. */
function file(name: string, path: readonly string[], apdu: string, code = `0020000A08${ADM1}`) {
  return operation(name, (rig) => {
    rig.select('t0', USIM);
    if (code !== '') rig.send('t0', code);
    rig.send('t0', '00A4000C023F00');
    for (const fid of path) rig.send('t0', `00A4000C02${fid}`);
    return rig.send('t0', apdu);
  });
}

function pin(name: string, apdu: string): Operation {
  return operation(name, (rig) => {
    rig.select('t0', USIM);
    return rig.send('t0', apdu);
  });
}

const user = `0020000108${PIN1}`;
const length = (hexadecimal: string) =>
  (hexadecimal.length / 2).toString(16).padStart(2, '0').toUpperCase();
const template = (inside: string) => {
  const whole = `62${length(inside)}${inside}`;
  return length(whole) + whole;
};
const RULE = 'AB0A80017F90008401D49000';
const EF = `8202412183026F708A0105${RULE}80020010`;
const ADF = `8202782183027FF5840AA0000000871004FF01028A0105${RULE}C606900140830101`;

const SUSPEND = '80760000040001020A';

export const OF_FILES: readonly Scenario[] = [
  scenario(
    'a card session suspended, resumed and made void',
    9,
    [
      operation('SUSPEND UICC', (rig) => {
        rig.select('t0', USIM);
        rig.send('t0', user);
        return rig.send('t0', SUSPEND);
      }),
      operation('RESUME UICC', (rig) => {
        const token = rig.answers[0]!.slice(4, 20);
        rig.powerOff('t0');
        rig.powerOn('t0');
        return rig.send('t0', `8076010008${token}`);
      }),
      operation('SUSPEND UICC again', (rig) => rig.send('t0', SUSPEND)),
      operation('another command, refused', (rig) => rig.send('t0', '00E40000026F99')),
    ],
    { description },
  ),
  scenario(
    'a USIM authenticates',
    3,
    [
      operation('AUTHENTICATE', (rig) => {
        rig.select('t0', USIM);
        rig.send('t0', user);
        return rig.send('t0', authenticate());
      }),
    ],
    { description: authenticating },
  ),
  scenario(
    'content of files written',
    12,
    [
      file('UPDATE BINARY', ['7F10', '6F51'], '00D6000003AABBCC'),
      file('UPDATE RECORD', ['7F10', '6F3A'], `00DC010414${'33'.repeat(20)}`, user),
      file('INCREASE', ['7F10', '6F39'], '8032000003000001', user),
      file('SET DATA that grows the EF', ['7F10', '6F50'], `80DB00803A8038${'44'.repeat(56)}`),
    ],
    { description },
  ),
  scenario(
    'files created, resized, deactivated and deleted',
    27,
    [
      file('CREATE FILE', ['7F10'], `00E00000${template(EF)}`),
      file('RESIZE FILE', ['7F10'], `80D40000${template('83026F7080020040')}`),
      file('DEACTIVATE FILE', ['7F10'], '00040000026F70'),
      file('ACTIVATE FILE', ['7F10'], '00440000026F70'),
      file('DELETE FILE', ['7F10'], '00E40000026F70'),
      file('CREATE FILE in an ADF', ['7FFF'], `00E00000${template(EF)}`),
      file('DELETE FILE in an ADF', ['7FFF'], '00E40000026F70'),
      file('CREATE FILE of an ADF', [], `00E00000${template(ADF)}`),
      file('DELETE FILE of an ADF', [], '00E40000027FF5'),
    ],
    { description },
  ),
  scenario(
    'PINs verified, changed, disabled, enabled and unblocked',
    16,
    [
      pin('VERIFY PIN, wrong', `0020000108${WRONG}`),
      pin('VERIFY PIN', user),
      pin('CHANGE PIN', `0024008110${PIN2}${WRONG}`),
      pin('DISABLE PIN', `0026000108${PIN1}`),
      pin('ENABLE PIN', `0028000108${PIN1}`),
      pin('UNBLOCK PIN', `002C000110${PUK1}${WRONG}`),
      pin('UNBLOCK PIN, wrong', `002C000110${WRONG}${WRONG}`),
    ],
    { description },
  ),
  scenario(
    'files and a card terminated',
    9,
    [
      file('TERMINATE EF', ['7F10'], '00E80000026F51'),
      file('TERMINATE DF', ['7F10'], '00E60000025F3A'),
      file('TERMINATE CARD USAGE', [], '00FE0000'),
    ],
    { description },
  ),
];

/** The patent's preset with a USIM in its first profile: files, PINs, keys. */
import { type DescriptionInput, presets } from '../../src/index.ts';
import { USIM } from './uicc-card.ts';

export const IMSI = '001010123456789';
export const K = '000102030405060708090A0B0C0D0E0F';
export const OPC = 'CD63CB71954A9F4E48A5994E37A02BAF';

export function describedUicc(more: object = {}, pinEnabled = true): DescriptionInput {
  const input: DescriptionInput = structuredClone(presets.patent);
  const [euicc] = input.containers as unknown as [{ profiles: object[] }];
  Object.assign(euicc.profiles[0]!, {
    uicc: {
      pins: [
        { name: 'PIN1', value: '1234', enabled: pinEnabled, unblock: '12345678' },
        { name: 'ADM1', value: '88888888' },
      ],
      files: [
        { path: '2FE2', content: '98000000000000000010', read: 'always', update: 'ADM1' },
        {
          path: '2F00',
          records: [`61144F0C${USIM}50044D53494D`],
          recordLength: 32,
          recordCount: 2,
          read: 'always',
        },
        { path: '7F10/6F3A', recordLength: 20, recordCount: 5, update: 'PIN1' },
      ],
      applications: [
        {
          name: 'USIM',
          aid: USIM,
          files: [
            { path: '6F07', sfi: 7, content: '080910101032547698', update: 'ADM1' },
            { path: '6F38', sfi: 4, content: '000000042000000008', update: 'ADM1' },
            { path: '6F46', content: '00416C706861', read: 'always', update: 'PIN1' },
            { path: '6F7E', sfi: 11, content: 'FFFFFFFF00F1100000FF01', update: 'PIN1' },
          ],
          authentication: { algorithm: 'milenage', key: K, opc: OPC },
        },
      ],
    },
    ...more,
  });
  return input;
}

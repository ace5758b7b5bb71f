/** Secure channel protocol 03 as a row of the table of protocols. [GPAmdD §5] */
import { keyDomainOf } from '../key-domain.ts';
import { channelKeySet } from '../key-set.ts';
import type { SecureChannelProtocol } from '../protocol.ts';
import { checkExternalAuthenticate, externalAuthenticate } from './external-authenticate.ts';
import { checkInitializeUpdate, initializeUpdate } from './initialize-update.ts';
import { SCP03 } from './options.ts';
import { INS } from '../../../wire/index.ts';
import { KEY_TYPE, SCP03_OPTION } from '../../../wire/globalplatform/index.ts';

export const scp03: SecureChannelProtocol = {
  id: SCP03,
  name: 'SCP03',
  aesKeys: true,
  responseMacOption: SCP03_OPTION.RESPONSE_MAC,
  initiation: [
    {
      name: 'INITIALIZE UPDATE',
      ins: INS.INITIALIZE_UPDATE,
      clause: 'GPAmdD §7.1.1',
      takes: ({ domain }, { p1 }) =>
        channelKeySet(keyDomainOf(domain).keys, p1, KEY_TYPE.AES) !== undefined,
      check: checkInitializeUpdate,
      run: initializeUpdate,
    },
    {
      name: 'EXTERNAL AUTHENTICATE',
      ins: INS.EXTERNAL_AUTHENTICATE,
      clause: 'GPAmdD §7.1.2',
      takes({ domain, states }) {
        const state = states.of(domain.handle);
        return state.stage === 'initiated' && state.protocol === SCP03;
      },
      check: checkExternalAuthenticate,
      run: externalAuthenticate,
    },
  ],
};

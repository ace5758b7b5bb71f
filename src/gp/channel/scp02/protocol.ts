/** Secure channel protocol 02 as a row of the table of protocols. [GPCS §E] */
import { keyDomainOf } from '../key-domain.ts';
import { channelKeySet } from '../key-set.ts';
import type { SecureChannelProtocol } from '../protocol.ts';
import { checkExternalAuthenticate, externalAuthenticate } from './external-authenticate.ts';
import { checkInitializeUpdate, initializeUpdate } from './initialize-update.ts';
import { SCP02 } from './options.ts';
import { INS } from '../../../wire/index.ts';
import { KEY_TYPE, SCP02_OPTION } from '../../../wire/globalplatform/index.ts';

export const scp02: SecureChannelProtocol = {
  id: SCP02,
  name: 'SCP02',
  aesKeys: false,
  responseMacOption: SCP02_OPTION.RESPONSE_MAC,
  initiation: [
    {
      name: 'INITIALIZE UPDATE',
      ins: INS.INITIALIZE_UPDATE,
      clause: 'GPCS §E.5.1',
      takes: ({ domain }, { p1 }) =>
        channelKeySet(keyDomainOf(domain).keys, p1, KEY_TYPE.DES) !== undefined,
      check: checkInitializeUpdate,
      run: initializeUpdate,
    },
    {
      name: 'EXTERNAL AUTHENTICATE',
      ins: INS.EXTERNAL_AUTHENTICATE,
      clause: 'GPCS §E.5.2',
      takes({ domain, states }) {
        const state = states.of(domain.handle);
        return state.stage === 'initiated' && state.protocol === SCP02;
      },
      check: checkExternalAuthenticate,
      run: externalAuthenticate,
    },
  ],
};

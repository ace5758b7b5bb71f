/** Secure channel protocol 11 as a row of the table of protocols. [GPAmdF §5.1] */
import type { InitiationCommand, SecureChannelProtocol } from '../protocol.ts';
import { authenticate, checkAuthenticate } from './authenticate.ts';
import { checkSecurityOperation, performSecurityOperation } from './perform-security-operation.ts';
import { INS } from '../../../wire/index.ts';
import {
  CLASS_PROPRIETARY,
  SCP11,
  SCP11_VARIANTS,
  type Scp11Variant,
} from '../../../wire/globalplatform/index.ts';

export const scp11: SecureChannelProtocol = {
  id: SCP11,
  name: 'SCP11',
  aesKeys: true,
  responseMacOption: 0,
  initiation: [
    {
      name: 'PERFORM SECURITY OPERATION',
      ins: INS.PERFORM_SECURITY_OPERATION,
      clause: 'GPAmdF §7.5',
      takes: () => true,
      check: checkSecurityOperation,
      run: performSecurityOperation,
    },
    ...Object.values(SCP11_VARIANTS).map(authentication),
  ],
};

/** By class and key identifier: EXTERNAL AUTHENTICATE has the same instruction. */
function authentication(variant: Scp11Variant): InitiationCommand {
  const { mutual, keyId, name } = variant;
  return {
    name: `${mutual ? 'MUTUAL' : 'INTERNAL'} AUTHENTICATE (${name})`,
    ins: mutual ? INS.EXTERNAL_AUTHENTICATE : INS.INTERNAL_AUTHENTICATE,
    clause: mutual ? 'GPAmdF §7.2' : 'GPAmdF §7.3',
    takes: (_place, { cla, p2 }) => cla === CLASS_PROPRIETARY && p2 === keyId,
    check: (place, head) => void checkAuthenticate(variant, place, head),
    run: (place, command) => authenticate(variant, place, command),
  };
}

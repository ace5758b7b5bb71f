/**
 * Secure channel protocol 80: secured packets, which come by a bearer, each with its own security.
 * No command begins a session; the UICC's bearers call `PacketReceiver`. [GPCS §10.7] [TS102225 §5]
 */
import type { SecureChannelProtocol } from '../protocol.ts';

export const scp80: SecureChannelProtocol = {
  id: 0x80,
  name: 'SCP80',
  aesKeys: true,
  responseMacOption: 0,
  initiation: [],
};

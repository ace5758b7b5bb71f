/**
 * A phone near a reader: a transaction with an application of its secure element, and what the
 * chip then notifies the phone (EVT_TRANSACTION). Run: node examples/nfc-transaction.mjs
 */
import { createDevice, hex, presets } from 'bifrons';

const AID = 'A0000005595052424501';
const phone = structuredClone(presets.phone);
const secureElement = phone.containers.find(({ kind }) => kind === 'globalplatform');
secureElement.applications = [{ name: 'probe', aid: AID, module: 'probe' }];

const device = await createDevice(phone);
device.host.onEvent(({ kind, aid, parameters }) =>
  console.log(`the phone receives: ${kind} of ${hex(aid)}, ${hex(parameters)}`),
);
const reader = device.host.nfcReader();
await reader.enter('A');
console.log(`the reader: ${await reader.transmit(`00A404000A${AID}00`)}`);
console.log(`the reader: ${await reader.transmit('8006000003C0FFEE')}`);
await reader.leave();
await device.close();

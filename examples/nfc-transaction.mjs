/**
 * A phone near a reader: a transaction with an application of its secure element, and what the
 * chip then reports to the phone (EVT_TRANSACTION). Run: node examples/nfc-transaction.mjs
 */
import { createDevice, hex, presets } from 'bifrons';

const AID = 'A0000005595052424501';
const applications = [{ name: 'probe', aid: AID, module: 'probe' }];
const containers = presets.phone.containers.map((container) =>
  container.kind === 'globalplatform' ? { ...container, applications } : container,
);

const device = await createDevice({ ...presets.phone, containers });
device.host.onEvent((event) => {
  if (event.kind !== 'transaction') return;
  const { kind, aid, parameters } = event;
  console.log(`the phone receives: ${kind} of ${hex(aid)}, ${hex(parameters)}`);
});
const reader = device.host.nfcReader();
await reader.enter('A');
console.log(`the reader: ${await reader.transmit(`00A404000A${AID}00`)}`);
console.log(`the reader: ${await reader.transmit('8006000003C0FFEE')}`);
await reader.leave();
await device.close();

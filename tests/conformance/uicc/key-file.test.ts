/** An EF with the keys of authentication: it begins with those that the description has. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDevice, type DescriptionInput } from '../../../src/index.ts';
import { USIM } from '../../support/uicc-card.ts';
import { describedUicc, K, OPC } from '../../support/uicc-device.ts';

const AUTHENTICATE_GSM = `0088008011102233445566778899AABBCCDDEEFF001100`;

interface Application {
  files: object[];
  authentication: object;
}

function described(authentication: object, file?: object): DescriptionInput {
  const input = describedUicc({}, false);
  const [euicc] = input.containers as unknown as [
    { profiles: { uicc: { applications: Application[] } }[] },
  ];
  const [application] = euicc.profiles[0]!.uicc.applications as [Application];
  application.authentication = authentication;
  if (file !== undefined) application.files.push(file);
  return input;
}

async function tripletOf(description: DescriptionInput): Promise<string> {
  const device = await createDevice(description);
  const send = async (apdu: string): Promise<string> =>
    (await device.link('t1').transmit(apdu)).hex;
  assert.match(await send(`00A4040C0C${USIM}`), /9000$/);
  const answer = await send(AUTHENTICATE_GSM);
  await device.close();
  return answer;
}

for (const authentication of [
  { algorithm: 'milenage', key: K, opc: OPC },
  { algorithm: 'milenage', key: K, opc: OPC, resLength: 4 },
  { algorithm: 'tuak', key: K, opc: OPC + OPC, iterations: 2, resLength: 16 },
  { algorithm: 'tuak', key: K + K, opc: OPC + OPC },
  { algorithm: 'xor', key: K },
]) {
  const { algorithm, key, resLength = 8 } = { resLength: undefined, ...authentication };
  const what = `${algorithm}, K of ${key.length / 2} bytes, RES of ${resLength}`;
  test(`a file of keys gives the answers of its description: ${what} [TS33102 §6.3]`, async () => {
    const plain = await tripletOf(described(authentication));
    assert.match(plain, /^04.{8}08.{16}9000$/);
    const keyFile = { path: 'AF20', read: 'ADM1' };
    const filed = described({ ...authentication, keyFile: 'AF20' }, keyFile);
    assert.equal(await tripletOf(filed), plain);
  });
}

test('a file of keys that is missing, or has content of its own, is refused', async () => {
  const authentication = { algorithm: 'milenage', key: K, opc: OPC, keyFile: 'AF20' };
  await assert.rejects(createDevice(described(authentication)), /no file AF20/);
  const file = { path: 'AF20', content: `14${K}${OPC}` };
  await assert.rejects(createDevice(described(authentication, file)), /has its content from key/);
});

/**
 * Both ends of lpac's standard input and output: with its drivers `stdio` for APDUs and for HTTP it
 * writes each command and each request as a line, and reads a line in answer. A card and an SM-DP+
 * with one profile are behind them.
 */
import assert from 'node:assert/strict';
import { type Bytes, fromUtf8, hex, unhex, utf8 } from '../../src/base/index.ts';
import { LpacCard } from '../../src/attach/lpac-stdio/index.ts';
import { createDevice } from '../../src/index.ts';
import { emitProfilePackage } from '../../src/wire/saip/index.ts';
import { emitIccid } from '../../src/wire/index.ts';
import { field } from './descriptions.ts';
import { ICCID, trustingContainers } from './lpa-world.ts';
import { testProfile, TEST_SUBSCRIPTION } from './profile-packages.ts';
import { METADATA, ServerClient } from './smdp-client.ts';

export const [MATCHING_ID, CONFIRMATION_CODE] = ['LPAC-1', '1234'];

interface HttpRequest {
  readonly url: string;
  /** Hexadecimal. */
  readonly tx: string;
}

export class LpacDesk {
  readonly client = new ServerClient();
  /** Functions that reached the server. */
  readonly calls: string[] = [];
  readonly #card: LpacCard;
  readonly #closeDevice: () => Promise<void>;

  private constructor(card: LpacCard, closeDevice: () => Promise<void>) {
    this.#card = card;
    this.#closeDevice = closeDevice;
    const iccid = ICCID;
    const metadata = { ...METADATA, iccid: emitIccid(iccid) };
    const upp = emitProfilePackage(testProfile({ ...TEST_SUBSCRIPTION, iccid }));
    const { server } = this.client;
    assert.ok(server.add({ iccid, profileType: 'Test', metadata, upp }));
    const ordered = server.order({
      iccid,
      matchingId: MATCHING_ID,
      confirmationCode: CONFIRMATION_CODE,
    });
    assert.ok(typeof ordered !== 'string', String(ordered));
  }

  static async open(): Promise<LpacDesk> {
    const description = { ...structuredClone(field), containers: trustingContainers('p256') };
    const device = await createDevice(description, { seed: 'lpac', manner: 'tpdu' });
    const t0 = device.link('t0');
    const card = new LpacCard({
      powerOn: () => t0.powerOn(),
      powerOff: () => t0.powerOff(),
      transmit: (apdu: Bytes) => t0.transceive(apdu),
    });
    return new LpacDesk(card, () => device.close());
  }

  get profileState(): string {
    return this.client.server.profiles.find(({ iccid }) => iccid === ICCID)!.state;
  }

  /** What lpac reads; nothing where the line is for people. */
  async answer(line: string): Promise<string | undefined> {
    const { type, payload } = JSON.parse(line) as { type: string; payload: HttpRequest };
    if (type === 'http') return this.#serve(payload);
    const reply = await this.#card.take(line);
    return 'answer' in reply ? reply.answer : undefined;
  }

  #serve({ url, tx }: HttpRequest): string {
    const { pathname } = new URL(url);
    this.calls.push(pathname.slice(pathname.lastIndexOf('/') + 1));
    const { status, body } = this.client.send('es9', pathname, fromUtf8(unhex(tx)));
    const rx = hex(utf8(body)).toLowerCase();
    return JSON.stringify({ type: 'http', payload: { rcode: status, rx } });
  }

  async close(): Promise<void> {
    await this.#card.close();
    await this.#closeDevice();
  }
}

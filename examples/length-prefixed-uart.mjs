/**
 * A plug-in link protocol: each message is two length bytes, then as many bytes.
 * createDevice(description, { plugins: [lengthPrefixedUart] }) boots a description that has
 *   { id: 'uart', kind: 'proprietary', plugin: 'length-prefixed-uart',
 *     links: [{ id: 'uart', protocol: 'proprietary' }] }
 */
/** @import { CardEnd, LineSignal, LinkPlugin, PluginCardParts, Time } from 'bifrons' */

class End {
  /** @type {LineSignal | undefined} */ last;
  /** @type {number[]} */ held = [];
  /** @type {Uint8Array[]} */ inbox = [];
  /** @type {{ at: Time, run: Uint8Array }[]} */ outbox = [];
  requested = false;

  /** @type {(now: Time, signal: LineSignal) => void} */
  signal(_now, signal) {
    Object.assign(this, { last: signal, held: [], inbox: [], outbox: [], requested: false });
  }
  /** @type {(now: Time, bytes: Uint8Array) => void} */
  receive(_now, bytes) {
    this.held.push(...bytes);
    for (;;) {
      const [high = 0, low = 0] = this.held;
      const end = 2 + high * 256 + low;
      if (this.held.length < end) return;
      this.inbox.push(Uint8Array.from(this.held.splice(0, end)).subarray(2));
    }
  }
  /** @type {(message: Uint8Array, at?: Time) => void} */
  post(message, at = 0) {
    const length = [message.length >> 8, message.length & 255];
    this.outbox.push({ at, run: Uint8Array.of(...length, ...message) });
  }
  /** @type {(now: Time) => Uint8Array | undefined} */
  transmit = (now) => ((this.wakeAt() ?? now + 1) <= now ? this.outbox.shift()?.run : undefined);
  wakeAt = () => this.outbox[0]?.at;
}

/** @type {<Port>(parts: PluginCardParts<Port>) => CardEnd<Port>} */
const card = ({ port }) =>
  Object.assign(new End(), {
    /** @this {End} @returns {ReturnType<CardEnd<typeof port>['next']>} */
    next() {
      const signal = this.last;
      this.last = undefined;
      if (signal) return { kind: signal === 'power-off' ? 'down' : 'reset' };
      const apdu = this.inbox.shift();
      return apdu && { kind: 'command', port, apdu, lsi: 0 };
    },
    proceed() {},
    /** @this {End} @param {Uint8Array} answer @param {Time} readyAt */
    respond(answer, readyAt) {
      this.post(answer, readyAt);
    },
  });

class Terminal extends End {
  atr = Uint8Array.of(0x3b, 0x00);
  failure = undefined;
  get ready() {
    return !this.requested && (this.last === 'power-on' || this.last === 'reset');
  }
  /** @type {(apdu: Uint8Array) => void} */
  send(apdu) {
    this.requested = true;
    this.post(apdu);
  }
  result() {
    const bytes = this.inbox.shift();
    if (bytes) this.requested = false;
    return bytes && { kind: /** @type {const} */ ('answer'), bytes };
  }
}

const terminal = () => new Terminal();
/** @type {LinkPlugin} */
export const lengthPrefixedUart = { name: 'length-prefixed-uart', card, terminal };

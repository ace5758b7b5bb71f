/**
 * A link protocol of one's own: each message is two length bytes, then as many bytes.
 * createDevice(description, { plugins: [lengthPrefixedUart] }) boots a description that has
 *   { id: 'uart', kind: 'proprietary', plugin: 'length-prefixed-uart',
 *     links: [{ id: 'uart', protocol: 'proprietary' }] }
 */
class End {
  constructor() {
    this.signal();
  }
  signal(_now, signal) {
    Object.assign(this, { last: signal, held: [], inbox: [], outbox: [], asked: false });
  }
  receive(_now, bytes) {
    this.held.push(...bytes);
    // With fewer than two bytes held the length is no number, and nothing is as long as that.
    for (let end; this.held.length >= (end = 2 + this.held[0] * 256 + this.held[1]); )
      this.inbox.push(Uint8Array.from(this.held.splice(0, end)).subarray(2));
  }
  post(message, at = 0) {
    const length = [message.length >> 8, message.length & 255];
    this.outbox.push({ at, run: Uint8Array.of(...length, ...message) });
  }
  transmit = (now) => (this.outbox[0]?.at <= now ? this.outbox.shift().run : undefined);
  wakeAt = () => this.outbox[0]?.at;
}

const card = ({ port }) =>
  Object.assign(new End(), {
    next() {
      const signal = this.last;
      this.last = undefined;
      if (signal) return { kind: signal === 'power-off' ? 'down' : 'reset' };
      return this.inbox[0] && { kind: 'command', port, apdu: this.inbox.shift(), lsi: 0 };
    },
    proceed() {},
    respond(answer, readyAt) {
      this.post(answer, readyAt);
    },
  });

class Terminal extends End {
  atr = Uint8Array.of(0x3b, 0x00);
  get ready() {
    return !this.asked && ['power-on', 'reset'].includes(this.last);
  }
  send(apdu) {
    this.asked = true;
    this.post(apdu);
  }
  result() {
    const bytes = this.inbox.shift();
    if (bytes) this.asked = false;
    return bytes && { kind: 'answer', bytes };
  }
}

const terminal = () => new Terminal();
export const lengthPrefixedUart = { name: 'length-prefixed-uart', card, terminal };

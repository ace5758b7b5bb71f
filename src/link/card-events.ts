/** What a card end holds ready for its upper side, in order. */
import type { CardEvent } from './contract.ts';

export class CardEvents<Port> {
  private readonly list: CardEvent<Port>[] = [];

  push(event: CardEvent<Port>): void {
    this.list.push(event);
  }

  next(): CardEvent<Port> | undefined {
    return this.list.shift();
  }

  /** The session is over: its state is cleared. The loss of power is still reported. */
  endSession(end: 'reset' | 'down'): void {
    const wentDown = this.list.some((event) => event.kind === 'down');
    this.list.length = 0;
    if (wentDown && end === 'reset') this.list.push({ kind: 'down' });
    this.list.push({ kind: end });
  }

  /** Withdraws a command that the device has not taken yet; false when there is none. */
  takeBackCommand(): boolean {
    const waiting = this.list.findIndex((event) => event.kind === 'command');
    if (waiting >= 0) this.list.splice(waiting, 1);
    return waiting >= 0;
  }
}

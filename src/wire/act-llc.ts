/**
 * The LLC that activates a single wire: the card names itself, the controller gives the power
 * mode, the card says that it is ready. `011 FR INF CTRL(3)`. [TS102613 §9.4]
 */
import { type Bytes, EMPTY, fail, hex, type WireError } from '../base/index.ts';

/** Codes as in published captures: `69123400`, `6201`, `60`. [TS102613 §9.4.1] */
export const ACT_HEAD = 0x60;
export const ACT = { READY: 0, SYNC_ID: 1, POWER_MODE: 2 } as const;
const CONTROL_MASK = 0x07;
/** From the controller: repeat your last frame. [TS102613 §9.4.4] */
const REPEAT = 0x10;
/** From the card: an information byte follows. [TS102613 §9.4.2] */
const INFORMATION = 0x08;

export type ActFrame =
  | { readonly kind: 'sync-id'; readonly syncId: Bytes; readonly information: number | undefined }
  | { readonly kind: 'power-mode'; readonly full: boolean; readonly repeat: boolean }
  | { readonly kind: 'ready'; readonly information: Bytes };

const NAME = 'ACT frame';

export function parseActFrame(frame: Bytes): ActFrame | WireError {
  const control = frame[0] ?? 0;
  const informed = (control & INFORMATION) !== 0;
  switch (control & CONTROL_MASK) {
    case ACT.READY:
      return { kind: 'ready', information: informed ? frame.subarray(1) : EMPTY };
    case ACT.SYNC_ID:
      if (frame.length < (informed ? 4 : 3)) {
        return fail(NAME, frame.length, { expected: 'two bytes SYNC_ID', got: frame.length - 1 });
      }
      return {
        kind: 'sync-id',
        syncId: frame.slice(1, 3),
        information: informed ? frame[3]! : undefined,
      };
    case ACT.POWER_MODE:
      if (frame.length !== 2) {
        return fail(NAME, 1, { expected: 'one byte power mode', got: frame.length - 1 });
      }
      return { kind: 'power-mode', full: (frame[1]! & 1) === 1, repeat: (control & REPEAT) !== 0 };
    default:
      return fail(NAME, 0, { expected: 'a known ACT_CTRL', got: control & CONTROL_MASK });
  }
}

export function emitActFrame(frame: ActFrame): Bytes {
  switch (frame.kind) {
    case 'ready': {
      const informed = frame.information.length > 0 ? INFORMATION : 0;
      return Uint8Array.of(ACT_HEAD | informed | ACT.READY, ...frame.information);
    }
    case 'sync-id':
      return frame.information === undefined
        ? Uint8Array.of(ACT_HEAD | ACT.SYNC_ID, ...frame.syncId)
        : Uint8Array.of(ACT_HEAD | INFORMATION | ACT.SYNC_ID, ...frame.syncId, frame.information);
    case 'power-mode': {
      const repeat = frame.repeat ? REPEAT : 0;
      return Uint8Array.of(ACT_HEAD | repeat | ACT.POWER_MODE, frame.full ? 1 : 0);
    }
  }
}

/** A frame as protocol charts write it: `ACT_SYNC_ID 1234`, `ACT_POWER_MODE full`, `ACT_READY`. */
export function describeAct(frame: ActFrame): string {
  switch (frame.kind) {
    case 'ready':
      return 'ACT_READY';
    case 'sync-id':
      return `ACT_SYNC_ID ${hex(frame.syncId)}`;
    case 'power-mode':
      return `ACT_POWER_MODE ${frame.full ? 'full' : 'low'}${frame.repeat ? ', repeat' : ''}`;
  }
}

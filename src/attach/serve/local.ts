/** The operations of the control socket, on a device in this process. */
import type { CaptureRow, DeviceService, TraceRow } from '../service/index.ts';
import type { DeviceApi } from '../control/index.ts';
import { ServiceSession } from './session.ts';

/** Closing it closes the device. */
export function localApi(service: DeviceService): DeviceApi {
  let onLine: ((line: TraceRow) => void) | undefined;
  let onCapture: ((row: CaptureRow) => void) | undefined;
  let leave: () => void = () => {};
  const gone = new Promise<void>((resolve) => (leave = resolve));
  const session = new ServiceSession(service, {
    onLine: (line) => onLine?.(line),
    onCapture: (row) => onCapture?.(row),
  });
  return {
    ask: (op, params) => session.ask(op, params),
    async follow(listener, after) {
      onLine = listener;
      await session.ask('trace.follow', after === undefined ? {} : { after });
    },
    async capture(listener) {
      onCapture = listener;
      return (await session.ask('trace.capture', {})).links;
    },
    gone,
    async close() {
      session.close();
      await service.close();
      leave();
    },
  };
}

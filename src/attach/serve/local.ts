/** The operations of the control socket, on a device in this process. */
import type { DeviceService, TraceRow } from '../service/index.ts';
import type { DeviceApi } from '../control/index.ts';
import { ServiceSession } from './session.ts';

/** Closing it closes the device. */
export function localApi(service: DeviceService): DeviceApi {
  let onLine: ((line: TraceRow) => void) | undefined;
  let leave: () => void = () => {};
  const gone = new Promise<void>((resolve) => (leave = resolve));
  const session = new ServiceSession(service, (line) => onLine?.(line));
  return {
    ask: (op, params) => session.ask(op, params),
    async follow(listener, after) {
      onLine = listener;
      await session.ask('trace.follow', after === undefined ? {} : { after });
    },
    gone,
    async close() {
      session.close();
      await service.close();
      leave();
    },
  };
}

export { type HciApplication, HciCard, type HciCardOptions, type HciService } from './card.ts';
export { ADMIN, ANSWER, COMMAND, EVENT, GATE, HOST, HOST_TYPE, PIPE } from './codes.ts';
export {
  ConnectivityApplication,
  type ConnectivityEvent,
  ConnectivityGate,
  type Transaction,
} from './connectivity.ts';
export { HciController, type HciControllerOptions } from './controller.ts';
export type { CommandAnswer, Gate, GateEvent } from './gate.ts';
export {
  type HciCommand,
  HciHost,
  type HciScript,
  type HostIdentity,
  type HostOptions,
  type PipeRow,
} from './host.ts';
export { describeSession, type HciMemory } from './memory.ts';
export { type NetworkHost, Route } from './network.ts';
export { HcpLink, type PipedMessage } from './packets.ts';
export { Registry, type RegistryEntry } from './registry.ts';
export { startTerminal, type RequestedPipe } from './start.ts';

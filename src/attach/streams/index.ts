export { Connections, dismiss } from './connections.ts';
export { LineSplitter } from './lines.ts';
export { listenOnLoopback } from './loopback.ts';
export { Turns } from './turns.ts';
export { socketName } from './socket-name.ts';

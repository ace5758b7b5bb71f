export { type Conversation, converse, whole } from './conversation.ts';
export { Modem } from './modem.ts';
export { emitScript, parseScriptAnswer } from './remote-script.ts';
export { Channel, Reader, type ReaderSeat, Session } from './secure-element.ts';

export type { ApplicationIdentity } from './access-control.ts';
export { AtLine, emitAtAnswer } from './at-line.ts';
export { type Conversation, converse, whole } from './conversation.ts';
export { atError, type AtSettings, defaultAtSettings, Modem, type ModemError } from './modem.ts';
export { emitScript, parseScriptAnswer } from './remote-script.ts';
export { Channel, Reader, type ReaderParts, Session } from './secure-element.ts';
export {
  type TerminalFacts,
  type ToolkitEffect,
  ToolkitTerminal,
  type ToolkitTerminalOptions,
  type UserAnswer,
} from './toolkit-terminal.ts';

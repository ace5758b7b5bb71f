export type { ApplicationIdentity } from './access-control.ts';
export { AtLine, emitAtAnswer } from './at-line.ts';
export { type Conversation, converse, statusOf, whole } from './conversation.ts';
export { legacy, legacyPin } from './legacy-sim.ts';
export { MODEM_MODELS, MODEM_QUIRKS, type ModemModel } from './modem-model.ts';
export type { ModemError } from './modem-error.ts';
export { atError, type AtSettings, defaultAtSettings, Modem } from './modem.ts';
export type { Attach, Attachment } from './network-commands.ts';
export { emitScript, parseScriptAnswer } from './remote-script.ts';
export { Channel, Reader, type ReaderParts, Session } from './secure-element.ts';
export {
  TERMINAL_PROFILE,
  type TerminalFacts,
  type EnvelopeResult,
  type ToolkitExchange,
  ToolkitTerminal,
  type ToolkitTerminalOptions,
  type UserAnswer,
} from './toolkit-terminal.ts';
export type { ToolkitEffect } from './toolkit-answers.ts';
export {
  FID_MF,
  onOwnChannel,
  pinCommand,
  readOfUsim,
  selectPath,
  selectUsim,
} from './sim-files.ts';

/** The card application toolkit: proactive commands, their responses, envelopes. [TS102223] */
export { type CatObject, emitCatObject, findCat, parseCatObjects } from './comprehension-tlv.ts';
export {
  emitEnvelope,
  emitEventDownload,
  emitMenuSelection,
  emitSmsPpDownload,
  emitTimerExpiration,
  type Envelope,
  parseEnvelope,
} from './envelope.ts';
export {
  type CommandDetails,
  type DeviceIdentities,
  emitProactiveCommand,
  emitTerminalResponse,
  mandatory,
  optional,
  parseProactiveCommand,
  parseTerminalResponse,
  type ProactiveCommand,
  type TerminalResponse,
} from './proactive-command.ts';
export * from './tags.ts';
export { emitTerminalProfile, supportsCommand } from './terminal-profile.ts';
export {
  emitDuration,
  emitText,
  emitTimerValue,
  parseDuration,
  parseText,
  parseTimerValue,
  TEXT_CODING,
  TIMER_SECONDS_MAX,
} from './values.ts';

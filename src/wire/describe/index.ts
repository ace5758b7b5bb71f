/** Messages in words: commands, answers, data objects, application identifiers. */
export {
  describeAnswer,
  describeCommand,
  type DescribedAnswer,
  type DescribedCommand,
} from './exchange.ts';
export { commandName } from './command-names.ts';
export { aidName, KNOWN_AIDS, type KnownAid } from './known-aids.ts';
export { describeTlvs, tlvLines, type TlvNode } from './tlv-tree.ts';
export {
  proactiveCommandName,
  proactiveCommandWords,
  terminalResultName,
} from './proactive-command.ts';

/** What the reference page and tests read of the command line; `main.ts` runs it. */
export { type CommandHelp, everyHelp } from './every-help.ts';

/**
 * Models of modems by what programs have met with them: each departs from the specification in one
 * way, which a program for modems has to live with. [TS27007 §8.43] [TS27007 §8.17]
 */

export const MODEM_MODELS = [
  'generic',
  'fibocom-fg132',
  'quectel-eg25',
  'em9191',
  'huawei-ms2372h',
  'cuttlefish',
  'busy',
  'slow',
] as const;
/** A modem that departs from the specification in one way; `generic` in none. */
export type ModemModel = (typeof MODEM_MODELS)[number];

export interface ModemQuirks {
  /** No test form, `=?`, is known. */
  readonly noTests?: boolean;
  /** +CSIM sends commands of the basic channel alone. */
  readonly basicChannelOnly?: boolean;
  /** Commands that are not there. */
  readonly missing?: readonly string[];
  /** +CCHO reports a session, and +CGLA then fails. */
  readonly deafSessions?: boolean;
  /** +CCHO answers the number alone. */
  readonly bareSession?: boolean;
  /** Commands about the SIM that fail after each start, as it is still busy. */
  readonly busyCommands?: number;
  /** Milliseconds that a line takes at a port, where programs give it less. */
  readonly answerMs?: number;
}

/** As reported of each. */
export const MODEM_QUIRKS: Readonly<Record<ModemModel, ModemQuirks>> = {
  generic: {},
  'fibocom-fg132': { noTests: true },
  'quectel-eg25': { basicChannelOnly: true },
  em9191: { missing: ['+CCHC'] },
  'huawei-ms2372h': { deafSessions: true },
  cuttlefish: { bareSession: true },
  busy: { busyCommands: 2 },
  slow: { answerMs: 300 },
};

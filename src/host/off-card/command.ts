/** A command of the card specification before secure messaging, and how a refusal is reported. */
import { type Bytes, hex, hexNumber, HostError } from '../../base/index.ts';
import { describeStatus, INS, type ResponseApdu, SW } from '../../wire/index.ts';

export interface CardCommand {
  /** As the specification names it, with the form of INSTALL: for messages. */
  readonly name: string;
  /** 80 where it is left out. */
  readonly cla?: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Bytes;
  /**
   * How a data field that is too long goes out in several commands: by bit 8 of P1 or in the class.
   * [GPCS §11.1.5.1] [ISO7816-4 §5.3.3]
   */
  readonly chains?: 'p1' | 'class';
}

/** Throws `HostError` CARD_REFUSED for a status word that is no success. */
export function checkAccepted(command: CardCommand, response: ResponseApdu): ResponseApdu {
  if (response.sw === SW.OK) return response;
  throw refused(command, response.sw);
}

export function refused({ name, ins }: CardCommand, sw: number): HostError {
  const code = hexNumber(sw, 2);
  const said = `${name}: the card answered ${code}, ${describeStatus(sw)}`;
  return new HostError('CARD_REFUSED', said, nextStep(ins, sw));
}

/** By instruction, or for all: what a status word most often means there. */
const NEXT: Readonly<Record<number, Readonly<Record<number, string>>>> = {
  [INS.INITIALIZE_UPDATE]: {
    [SW.REFERENCED_DATA_NOT_FOUND]:
      'no key set has this version: give another --key-version, 0 for the first',
    [SW.BLOCKED]: 'too many failed authentications: the key set is blocked until it is replaced',
    [SW.WRONG_LENGTH]: 'the card has challenges of another length: give its option, --scp 03:I',
  },
  [INS.EXTERNAL_AUTHENTICATE]: {
    [SW.WRONG_P1P2]: 'the card does not offer this security level: give another --level',
    [SW.AUTHENTICATION_FAILED]: 'the keys are not those of the card: give --key and --key-version',
  },
  [INS.SELECT]: {
    [SW.NOT_FOUND]: 'the card has no such application, or it is locked: see bifrons gp list',
    [SW.FUNCTION_NOT_SUPPORTED]:
      'the card is terminated; of a device, bifrons state restore NAME brings back a snapshot',
  },
  [INS.INSTALL]: {
    [SW.REFERENCED_DATA_NOT_FOUND]:
      'a load file, module or application with that AID is missing: see bifrons gp list',
    [SW.WRONG_DATA]: 'check AIDs, privileges and parameters; bifrons trace has the reason',
    [SW.CONDITIONS]: 'the AID is in use, or the security domain may not do it: see bifrons gp list',
    [SW.NO_MEMORY]: 'delete what is not needed: bifrons gp delete AID',
  },
  [INS.LOAD]: {
    [SW.WRONG_DATA]: 'the card does not accept the load file; bifrons trace has the reason',
    [SW.NO_MEMORY]: 'delete what is not needed: bifrons gp delete AID',
  },
  [INS.DELETE]: {
    [SW.REFERENCED_DATA_NOT_FOUND]: 'nothing has that name or version: see bifrons gp list',
    [SW.CONDITIONS]:
      'it is selected, or others depend on it: give --related to delete its applications as well',
  },
  [INS.PUT_KEY]: {
    [SW.REFERENCED_DATA_NOT_FOUND]: 'no key set of that version is there to be replaced',
    [SW.CONDITIONS]: 'the version is in use: replace it with --replace VERSION',
  },
  [INS.SET_STATUS]: {
    [SW.CONDITIONS]: 'the life cycle has no such step from the present state: see bifrons gp list',
  },
};

const NEXT_FOR_ALL: Readonly<Record<number, string>> = {
  [SW.SECURITY_STATUS]:
    'the security domain requires a secure channel, other keys or another privilege for it',
  [SW.INS_NOT_SUPPORTED]: 'what is selected does not know the command: give another --sd AID',
  [SW.CLA_NOT_SUPPORTED]: 'what is selected does not know the command: give another --sd AID',
  [SW.CONDITIONS]: 'bifrons trace has the reason where the card is a device of Bifrons',
};

function nextStep(ins: number, sw: number): string {
  return (
    NEXT[ins]?.[sw] ??
    NEXT_FOR_ALL[sw] ??
    'bifrons trace has the reason where the card is a device of Bifrons'
  );
}

/** The answer does not have the form of the specification. */
export function unreadable(what: string, answer: Bytes): HostError {
  const shown = hex(answer.subarray(0, 32));
  const cut = answer.length > 32 ? '...' : '';
  return new HostError(
    'CARD_REFUSED',
    `${what}: the answer ${shown}${cut} has not the form of the specification`,
    'send the command by hand to see more: bifrons apdu --decode',
  );
}

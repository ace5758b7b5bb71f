/**
 * Every code that a `HostError` can carry; docs/reference/errors.md is generated from this table.
 */

interface Explained {
  readonly meaning: string;
  /** What to do in general; an error says it for its case. */
  readonly next: string;
}

export const HOST_ERRORS = {
  ALIAS_NEEDED: {
    meaning: 'the alias entry resolves an AID of two containers and cannot be removed',
    next: 'remove one of the two applications instead',
  },
  ALIAS_INVALID: {
    meaning: 'the alias entry names what the device does not have, or contradicts another',
    next: 'compare with `bifrons alias list` and `bifrons topology`',
  },
  APPLICATION_UNKNOWN: {
    meaning: 'the secure element has no such application to select',
    next: 'select one of the names that `bifrons topology` lists',
  },
  CANCELLED: {
    meaning: 'the end user did not consent, or did not give what was required',
    next: 'repeat the command and answer its question, or give its option',
  },
  CARD_REFUSED: {
    meaning: 'the card answered a command with an error, or not as its specification has it',
    next: 'the message names the command and the status word, and what helps most often',
  },
  CARD_UNTRUSTED: {
    meaning: 'what the card proved does not fit the keys: they, or the card, are others',
    next: 'give the keys of this card; further attempts may count there',
  },
  CHANNEL_CLOSED: {
    meaning: 'the service, session or channel was closed',
    next: 'open another one',
  },
  ACCESS_DENIED: {
    meaning: 'access rules of the secure element keep the application out',
    next: 'store a rule for its certificate in the ARA-M',
  },
  CHANNEL_UNAVAILABLE: {
    meaning: 'the secure element has no free channel of that kind',
    next: 'close one that is open, or take a logical channel where the basic one is kept',
  },
  CHIP_FIXED: {
    meaning: 'the chip is part of its host and cannot be taken out',
    next: 'take a host with a removable chip: presets `slot-machine`, `tv`, `computer`',
  },
  COMMAND_FORBIDDEN: {
    meaning: 'an application may not send that command: the service manages the channels',
    next: "open a channel with the application's name instead",
  },
  DESCRIPTION_INVALID: {
    meaning: 'the device description breaks its schema',
    next: 'correct the fields the message names, or start from a preset',
  },
  DEVICE_MUTE: {
    meaning: 'the device had a fault or a tamper event and is mute until its next boot',
    next: 'read the trace, report the fault, start the device again',
  },
  DEVICE_NOT_UP: {
    meaning: 'the command needs a running device',
    next: 'start it with `bifrons up`; `bifrons list` shows which are up',
  },
  EUICC_REFUSED: {
    meaning: 'the eUICC answered a function of the LPA with an error result',
    next: 'the message names the function and the reason',
  },
  INPUT_INVALID: {
    meaning: 'the input has not the form that the command reads',
    next: 'the message says where, and what was expected',
  },
  JOURNAL_INVALID: {
    meaning: 'the journal does not read, or belongs to another device or format version',
    next: 'the message names the line; record again with `bifrons up --journal`',
  },
  KEY_NEEDED: {
    meaning: 'the store, snapshot or journal is encrypted, and no key was given',
    next: 'give its key: `--key-file FILE`',
  },
  KEY_WRONG: {
    meaning: 'the store, snapshot or journal is not encrypted under the key that was given',
    next:
      'give the key named in the message, or leave `--key-file` out where the message says it ' +
      'is not encrypted',
  },
  LINK_DOWN: {
    meaning: 'the link is not powered or the card does not answer',
    next: 'power it, or read the reason in the trace',
  },
  LINK_RAW: {
    meaning: 'the link is used by an external host, at a raw socket',
    next: 'connect to the port, or start `bifrons up` without `--raw` for it',
  },
  LINK_UNKNOWN: {
    meaning: 'the device has no such link',
    next: 'choose one of those the message lists',
  },
  MEMORY_DAMAGED: {
    meaning: "records of the device's memory do not read or contradict each other: it is mute",
    next:
      'the message names the record; go back to a snapshot with `bifrons state restore`, or ' +
      'start with empty memory: `bifrons state reset`',
  },
  PAIRING_AMBIGUOUS: {
    meaning: 'a link and LSI are assigned twice',
    next: 'keep one of the two rules',
  },
  PAIRING_INVALID: {
    meaning: 'a pairing rule names a link or container that the device does not have',
    next: 'name one that `bifrons topology` lists',
  },
  PAIRING_UNASSIGNED: {
    meaning: 'a link and LSI are assigned to no container',
    next: 'add a rule for it, or a rule `*` for all others',
  },
  PCSC_UNAVAILABLE: {
    meaning: 'no PC/SC service with the vpcd driver was found',
    next: 'install pcscd and vsmartcard-vpcd',
  },
  PERMISSION: {
    meaning: 'the operation needs rights that this user does not have',
    next: 'run that one command as root',
  },
  PRESET_MISMATCH: {
    meaning: 'the data folder holds another device than the requested one',
    next: 'another `--data` folder, or no `--preset`',
  },
  PRESET_UNKNOWN: {
    meaning: 'no preset has that name',
    next: 'choose one of those the message lists',
  },
  PROFILE_UNKNOWN: {
    meaning: 'the eUICC has no such profile, or several have the name',
    next: 'choose one that `bifrons lpa list` shows',
  },
  QUOTA_TOO_SMALL: {
    meaning: 'a container exceeds its quota of non-volatile memory',
    next: 'raise its quota in the description',
  },
  RULING_INVALID: {
    meaning: 'a rule of the ruling data names what the device does not have',
    next: 'choose one that the message lists',
  },
  SERVER_REFUSED: {
    meaning: 'a server of remote provisioning answered with an error',
    next: 'the message has its subject and reason in words',
  },
  SERVER_UNREACHABLE: {
    meaning: 'a server of remote provisioning does not answer, or its certificate is not trusted',
    next: 'check its name and the network; give the issuer of its certificate with `--ca`',
  },
  SNAPSHOT_UNKNOWN: {
    meaning: 'no snapshot has that name',
    next: 'choose one that `bifrons state list` shows',
  },
  STATE_IN_USE: {
    meaning: 'another process owns the data folder',
    next: 'end it, or send commands through its control socket',
  },
  STORE_DAMAGED: {
    meaning: 'the store is gone, or holds a record that does not match its checksum',
    next: 'restore a snapshot, or start with empty memory; nothing was changed',
  },
  STORE_ROLLED_BACK: {
    meaning: 'the store is older than the generation recorded in the data folder',
    next:
      'put the newer store back, or accept the older one with `bifrons state restore` or ' +
      '`reset`',
  },
  STORE_VERSION: {
    meaning: 'the store was written by another format version',
    next: 'open it with the version that wrote it',
  },
  STORE_WRITE: {
    meaning: 'a write failed: no room on the disk, a limit, or a fault of the disk',
    next:
      'make room and start again; where the device is up: `bifrons host power-cycle`. What ' +
      'was answered is stored',
  },
  SYSTEM_LIMIT: {
    meaning: 'the system allows no more open files or processes',
    next: 'raise the limit (`ulimit -n`, `ulimit -u`), or end what holds so many',
  },
  UNSUPPORTED: {
    meaning: 'this build does not support that',
    next: 'see what is not there yet in the README',
  },
} as const satisfies Readonly<Record<string, Explained>>;

/** The codes that a `HostError` can carry. */
export type HostErrorCode = keyof typeof HOST_ERRORS;

/** Every code with its meaning. */
export const HOST_ERROR_CODES: Readonly<Record<HostErrorCode, string>> = meanings();

function meanings(): Record<HostErrorCode, string> {
  const pairs = Object.entries(HOST_ERRORS).map(([code, { meaning }]) => [code, meaning]);
  return Object.fromEntries(pairs) as Record<HostErrorCode, string>;
}

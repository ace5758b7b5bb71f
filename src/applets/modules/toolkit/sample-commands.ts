/** The proactive commands that the toolkit test application sends, with values of its own. */
import { unhex } from '../../../base/index.ts';
import {
  displayText,
  getInput,
  pollingOff,
  pollInterval,
  provideLocalInformation,
  refresh,
  selectItem,
  sendShortMessage,
  setUpEventList,
  setUpMenu,
  startTimer,
  timer,
  type ToolkitCommand,
  type ToolkitPlace,
} from '../../../uicc/index.ts';
import {
  CAT_COMMAND,
  CAT_EVENT,
  LOCAL_INFORMATION,
  REFRESH_MODE,
  TIMER_ACTION,
} from '../../../wire/cat/index.ts';

/** EF_ICCID, from the MF. */
const FILE = unhex('3F002FE2');
/** An SMS-SUBMIT to the number 12345: "hi" in the default alphabet. */
const MESSAGE = unhex('0100058121430500000002E834');
const ITEMS = [
  { id: 1, text: 'One' },
  { id: 2, text: 'Two' },
  { id: 3, text: 'Three' },
] as const;
const INTERVAL = 30;
const TIMER_SECONDS = 90;
const INPUT = { min: 1, max: 20 } as const;
const FILE_MODES: readonly number[] = [
  REFRESH_MODE.initAndFileChange,
  REFRESH_MODE.fileChange,
  REFRESH_MODE.sessionReset,
];

type Mode = (typeof REFRESH_MODE)[keyof typeof REFRESH_MODE];

export interface Sample {
  readonly name: string;
  readonly type: number;
  /** Qualifiers that it is sent with, and what each is called. */
  readonly variants: readonly (readonly [qualifier: number, name: string])[];
  command(qualifier: number, place: ToolkitPlace): ToolkitCommand | undefined;
}

function plain(name: string, type: number, command: () => ToolkitCommand): Sample {
  return { name, type, variants: [[0, name]], command };
}

/** In the order of the menu. */
export const SAMPLES: readonly Sample[] = [
  plain('DISPLAY TEXT', CAT_COMMAND.DISPLAY_TEXT, () => displayText('Toolkit test')),
  plain('GET INPUT', CAT_COMMAND.GET_INPUT, () => getInput('Your name?', INPUT)),
  plain('SELECT ITEM', CAT_COMMAND.SELECT_ITEM, () => selectItem('Which?', ITEMS)),
  plain('SET UP MENU', CAT_COMMAND.SET_UP_MENU, () => setUpMenu('Test menu', ITEMS)),
  plain('SET UP EVENT LIST', CAT_COMMAND.SET_UP_EVENT_LIST, () =>
    setUpEventList([CAT_EVENT.userActivity, CAT_EVENT.idleScreenAvailable]),
  ),
  {
    name: 'PROVIDE LOCAL INFORMATION',
    type: CAT_COMMAND.PROVIDE_LOCAL_INFORMATION,
    variants: [
      [LOCAL_INFORMATION.location, 'location'],
      [LOCAL_INFORMATION.imei, 'IMEI'],
      [LOCAL_INFORMATION.networkMeasurement, 'network measurement'],
      [LOCAL_INFORMATION.dateTime, 'date and time'],
      [LOCAL_INFORMATION.language, 'language'],
      [LOCAL_INFORMATION.accessTechnology, 'access technology'],
    ],
    command: provideLocalInformation,
  },
  plain('POLL INTERVAL', CAT_COMMAND.POLL_INTERVAL, () => pollInterval(INTERVAL)),
  plain('POLLING OFF', CAT_COMMAND.POLLING_OFF, pollingOff),
  {
    name: 'TIMER MANAGEMENT',
    type: CAT_COMMAND.TIMER_MANAGEMENT,
    variants: [
      [TIMER_ACTION.start, 'start'],
      [TIMER_ACTION.read, 'read'],
      [TIMER_ACTION.deactivate, 'deactivate'],
    ],
    command(qualifier, { timers: [own] }) {
      if (own === undefined) return undefined;
      return qualifier === TIMER_ACTION.start
        ? startTimer(own, TIMER_SECONDS)
        : timer(own, qualifier as typeof TIMER_ACTION.read);
    },
  },
  plain('SEND SHORT MESSAGE', CAT_COMMAND.SEND_SHORT_MESSAGE, () => sendShortMessage(MESSAGE)),
  {
    name: 'REFRESH',
    type: CAT_COMMAND.REFRESH,
    variants: [
      [REFRESH_MODE.initAndFullFileChange, 'start again, all files'],
      [REFRESH_MODE.fileChange, 'changed files'],
      [REFRESH_MODE.initAndFileChange, 'start again, changed files'],
      [REFRESH_MODE.init, 'start again'],
      [REFRESH_MODE.reset, 'card reset'],
      [REFRESH_MODE.applicationReset, 'application reset'],
      [REFRESH_MODE.sessionReset, 'session reset'],
      [REFRESH_MODE.profileStateChange, 'profile state change'],
    ],
    command: (qualifier) =>
      refresh(qualifier as Mode, FILE_MODES.includes(qualifier) ? { files: [FILE] } : {}),
  },
];

/** The sample of this type that is sent with this qualifier. */
export function sampleOf(type: number, qualifier: number): Sample | undefined {
  return SAMPLES.find(
    (one) => one.type === type && one.variants.some(([variant]) => variant === qualifier),
  );
}

/**
 * A toolkit application for tests of terminals: its menu offers each proactive command, a program
 * requests any by a command of its own, and what the terminal answers is kept and read back.
 *
 * | command | does |
 * |---|---|
 * | `80 01 type qualifier` | sends the command, with values of its own or data objects given |
 * | `80 02 00 00` | the responses and events that came, `01` clears them |
 *
 * [TS102223 §6.4] [TS102241 §6]
 */
import { hexNumber, isWireError, unhex } from '../../../base/index.ts';
import { type CardSession, type Command, ramSlot, refuse } from '../../../os/abi/index.ts';
import {
  displayText,
  selectItem,
  type ToolkitCommand,
  type ToolkitEvent,
  toolkitParametersIn,
  type ToolkitPlace,
  type ToolkitResult,
} from '../../../uicc/index.ts';
import {
  CAT_COMMAND,
  CAT_DEVICE,
  CAT_EVENT,
  CAT_RESULT,
  CAT_TAG,
  type CatObject,
  findCat,
  parseCatObjects,
} from '../../../wire/cat/index.ts';
import { SW } from '../../../wire/index.ts';
import { answer, DONE, proprietary } from '../../command-table.ts';
import type { ModuleContext, NativeModule } from '../../module.ts';
import { ModuleApplication, type ModuleParts } from '../../module-application.ts';
import type { ToolkitCode, ToolkitSession, ToolkitSide } from '../../toolkit-code.ts';
import { SAMPLES, sampleOf } from './sample-commands.ts';
import { ToolkitLog } from './toolkit-log.ts';

/** Instructions of this application alone. */
export const TOOLKIT_TEST_INS = { SEND: 0x01, READ_LOG: 0x02 } as const;

const CLAUSE = 'TS102223 §6.4';
const REQUESTS_MAX = 8;
const ANSWER_MAX = 255;
const TITLE = 'Toolkit test';

interface Request {
  readonly type: number;
  readonly qualifier: number;
  /** None for a sample. */
  readonly objects: readonly CatObject[];
}

class ToolkitTest extends ModuleApplication {
  readonly #log: ToolkitLog;
  readonly #requests = ramSlot<CardSession, Request[]>(() => []);

  constructor(context: ModuleContext) {
    super(context);
    this.#log = new ToolkitLog(context.nvm);
  }

  protected get parts(): ModuleParts {
    return {
      commands: [
        proprietary(
          { name: 'SEND', ins: TOOLKIT_TEST_INS.SEND, clause: CLAUSE, direction: 'in' },
          (command) => this.#request(command),
        ),
        proprietary(
          { name: 'READ LOG', ins: TOOLKIT_TEST_INS.READ_LOG, clause: CLAUSE, direction: 'out' },
          (command) => this.#readLog(command),
        ),
      ],
    };
  }

  override get code(): ToolkitCode {
    return { ...super.code, toolkit: this.#toolkit };
  }

  get #toolkit(): ToolkitSide {
    return {
      entries: [TITLE],
      events: [CAT_EVENT.userActivity, CAT_EVENT.idleScreenAvailable],
      receive: (event, session) => this.#receive(event, session),
      due: (session) => this.#due(session),
    };
  }

  /** Whether a UICC's toolkit calls it: never on a card that is no UICC. [TS102226 §8.2.1.3.2] */
  get #isRegistered(): boolean {
    return toolkitParametersIn(this.context.system.uiccParameters) !== undefined;
  }

  /** P1 and P2 are type and qualifier; the toolkit sends it after this command. */
  #request({ p1: type, p2: qualifier, data, session }: Command) {
    if (!this.#isRegistered)
      return refuse(SW.CONDITIONS, CLAUSE, 'installed without toolkit parameters: none fetches');
    // Only there does 91xx follow a command. [TS102221 §7.4.2.1]
    if (session.card.link.family !== 'iso7816-3')
      return refuse(SW.CONDITIONS, CLAUSE, 'no terminal fetches on this link');
    const objects = parseCatObjects(data.slice());
    if (isWireError(objects)) return refuse(SW.WRONG_DATA, CLAUSE, 'the data are no objects');
    if (objects.length === 0 && sampleOf(type, qualifier) === undefined)
      return refuse(SW.WRONG_P1P2, CLAUSE, 'no such command with values of its own');
    const waiting = this.#requests.of(session.card);
    if (waiting.length === REQUESTS_MAX)
      return refuse(SW.NO_MEMORY, CLAUSE, `${REQUESTS_MAX} requests wait already`);
    waiting.push({ type, qualifier, objects });
    return DONE;
  }

  #readLog({ p1, p2 }: Command) {
    if (p1 > 1 || p2 !== 0) return refuse(SW.WRONG_P1P2, CLAUSE, 'P1 is 00 or 01, P2 is 00');
    if (p1 === 0) return answer(this.#log.read(ANSWER_MAX));
    this.#log.clear();
    return DONE;
  }

  #due({ card, place }: ToolkitSession): ToolkitResult | undefined {
    const request = this.#requests.of(card).shift();
    if (request === undefined) return undefined;
    return this.#send(commandOf(request, place), request.type, () => ({ done: true }));
  }

  #receive(event: ToolkitEvent, session: ToolkitSession): ToolkitResult | undefined {
    const { kind } = event;
    if (kind === 'profile-download' || kind === 'sms-pp' || kind === 'envelope') return undefined;
    this.#log.event(event);
    return kind === 'menu-selection' ? this.#choose(session.place) : { done: true };
  }

  /** Which command, which variant, then the command, and its result in words. */
  #choose(place: ToolkitPlace): ToolkitResult {
    return this.#select(
      SAMPLES.map(({ name }) => name),
      (at) => {
        const sample = SAMPLES[at]!;
        const go = (variant: number): ToolkitResult => {
          const [qualifier] = sample.variants[variant]!;
          const command = sample.command(qualifier, place);
          return this.#send(command, sample.type, (shown) => this.#show(sample.name, shown));
        };
        if (sample.variants.length === 1) return go(0);
        const names = sample.variants.map(([, name]) => name);
        return this.#select(names, go);
      },
    );
  }

  #select(names: readonly string[], next: (at: number) => ToolkitResult): ToolkitResult {
    const items = names.map((text, at) => ({ id: at + 1, text }));
    return {
      proactiveCommand: selectItem(TITLE, items),
      resume: ({ result, objects }) => {
        const chosen = findCat(objects, CAT_TAG.itemIdentifier)?.[0] ?? 0;
        const isChosen = result === CAT_RESULT.done && chosen >= 1 && chosen <= names.length;
        return isChosen ? next(chosen - 1) : { done: true };
      },
    };
  }

  #send(
    proactiveCommand: ToolkitCommand | undefined,
    type: number,
    then: (shown: string) => ToolkitResult,
  ): ToolkitResult {
    if (proactiveCommand === undefined) {
      this.#log.unsupported(type);
      return then('not possible');
    }
    return {
      proactiveCommand,
      resume: (response) => {
        this.#log.response(response);
        return then(hexNumber(response.result));
      },
      unsupported: () => {
        this.#log.unsupported(type);
        return then('not supported');
      },
    };
  }

  #show(name: string, shown: string): ToolkitResult {
    const proactiveCommand = displayText(`${name}: ${shown}`);
    return { proactiveCommand, resume: () => ({ done: true }) };
  }
}

function commandOf(request: Request, place: ToolkitPlace): ToolkitCommand | undefined {
  const { type, qualifier, objects } = request;
  if (objects.length === 0) return sampleOf(type, qualifier)?.command(qualifier, place);
  return { type, qualifier, destination: destinationOf(type), objects };
}

/** Where a command of the type goes. [TS102223 §6.6] */
function destinationOf(type: number): number {
  if (type === CAT_COMMAND.DISPLAY_TEXT) return CAT_DEVICE.display;
  return type === CAT_COMMAND.SEND_SHORT_MESSAGE ? CAT_DEVICE.network : CAT_DEVICE.terminal;
}

export const toolkitTest: NativeModule = {
  name: 'toolkit-test',
  aid: unhex('F0424946524F4E530801'),
  traits: { multiSelectable: true, framing: 'kernel' },
  start: (context) => new ToolkitTest(context).code,
};

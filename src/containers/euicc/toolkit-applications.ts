/**
 * Applications of the enabled profile that the toolkit reaches: those that were installed with
 * parameters for it and whose code has a side for it. [TS102226 §8.2.1.3.2] [TS102241 §6]
 */
import { isToolkitCode, type ToolkitSession, type ToolkitSide } from '../../applets/index.ts';
import {
  type GlobalPlatformCard,
  isSelectableState,
  type RegistryEntry,
  type UiccRegistry,
} from '../../gp/index.ts';
import { type CardSession, derived } from '../../os/abi/index.ts';
import {
  checkRegistration,
  type MenuItem,
  type ToolkitApplication,
  type ToolkitEvent,
  type ToolkitParameters,
  toolkitParametersIn,
  type ToolkitPlace,
  toolkitPlaces,
  type ToolkitResult,
} from '../../uicc/index.ts';
import { emitAlphaField } from '../../wire/sms/index.ts';

const NONE: readonly ToolkitApplication[] = [];

/** Parameters that INSTALL leaves in the registry of a profile's card. */
export const toolkitRegistry: UiccRegistry = {
  check(parameters, registered) {
    const added = toolkitParametersIn(parameters);
    if (added === undefined) return;
    const others = registered.filter(({ uicc }) => uicc.length > 0);
    checkRegistration(
      added,
      others.flatMap(({ uicc }) => toolkitParametersIn(uicc) ?? []),
    );
  },
};

export class ToolkitApplications {
  readonly #listOf: () => () => readonly ToolkitApplication[];

  constructor(card: () => GlobalPlatformCard | undefined) {
    this.#listOf = derived(card, (one) =>
      derived(
        () => one?.registry.entries,
        () => (one === undefined ? NONE : applicationsOf(one)),
      ),
    );
  }

  /** By priority. */
  list(): readonly ToolkitApplication[] {
    return this.#listOf()();
  }
}

interface Registered {
  readonly entry: RegistryEntry;
  readonly parameters: ToolkitParameters;
}

function applicationsOf(card: GlobalPlatformCard): readonly ToolkitApplication[] {
  const registered = card.registry.entries.flatMap((entry): readonly Registered[] => {
    if (entry.kind !== 'application' || entry.uicc.length === 0) return [];
    const parameters = toolkitParametersIn(entry.uicc);
    return parameters === undefined ? [] : [{ entry, parameters }];
  });
  if (registered.length === 0) return NONE;
  // What is locked keeps its entries and timers, and is not called. [TS102226 §8.2.1.3.2.2]
  const places = toolkitPlaces(registered.map(({ parameters }) => parameters));
  return registered
    .map((one, at) => ({ ...one, place: places[at]! }))
    .filter(({ entry }) => isSelectableState(entry.lifeCycle))
    .toSorted((a, b) => a.parameters.priority - b.parameters.priority)
    .flatMap((one) => applicationOf(card, one) ?? []);
}

function applicationOf(
  card: GlobalPlatformCard,
  registered: Registered & { readonly place: ToolkitPlace },
): ToolkitApplication | undefined {
  const worker = card.worker(registered.entry);
  if (worker === undefined || !('application' in worker)) return undefined;
  if (!isToolkitCode(worker.application)) return undefined;
  return new InstalledApplication(worker.application.toolkit, registered);
}

class InstalledApplication implements ToolkitApplication {
  readonly name: string;
  readonly menu: readonly MenuItem[];
  readonly events: readonly number[];
  readonly #side: ToolkitSide;
  readonly #place: ToolkitPlace;

  constructor(
    side: ToolkitSide,
    { entry, parameters, place }: Registered & { readonly place: ToolkitPlace },
  ) {
    this.name = entry.name;
    this.events = side.events;
    this.menu = side.entries.slice(0, place.entries.length).map((text, at) => ({
      id: place.entries[at]!,
      text: shortened(text, place.textLengthMax),
      position: parameters.entries[at]!.position,
    }));
    this.#side = side;
    this.#place = place;
  }

  receive(event: ToolkitEvent, card: CardSession): ToolkitResult | undefined {
    if (event.kind === 'timer-expiration' && !this.#place.timers.includes(event.timer))
      return undefined;
    return this.#side.receive(event, this.#session(card));
  }

  due(card: CardSession): ToolkitResult | undefined {
    return this.#side.due?.(this.#session(card));
  }

  #session(card: CardSession): ToolkitSession {
    return { card, place: this.#place };
  }
}

/** As many letters as its installation gives bytes. */
function shortened(text: string, lengthMax: number): string {
  let letters = [...text];
  while (letters.length > 0 && emitAlphaField(letters.join('')).length > lengthMax)
    letters = letters.slice(0, -1);
  return letters.join('');
}

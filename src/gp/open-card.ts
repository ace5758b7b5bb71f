/** A card at boot: from memory, or, the first time, from its description. */
import { EMPTY, HostError } from '../base/index.ts';
import { Refusal } from '../os/abi/index.ts';
import { type CardParts, GlobalPlatformCard } from './card.ts';
import { addApplication } from './content/add-entries.ts';
import { createCard, holdsCard } from './create-card.ts';
import type { RegistryEntry } from './registry/entry.ts';
import type { ApplicationSetup, CardSetup } from './setup.ts';

/** The card in its part of memory; where there is none, one is created as `setup` has it. */
export function openCard(parts: CardParts, setup: () => CardSetup): GlobalPlatformCard {
  if (!holdsCard(parts.nvm)) {
    const whole = setup();
    createCard(parts.nvm, whole);
    const card = new GlobalPlatformCard(parts);
    for (const one of whole.applications) install(card, one);
  }
  return new GlobalPlatformCard(parts);
}

/** An application of the description, whose parameters its module may reject. */
function install(card: GlobalPlatformCard, setup: ApplicationSetup): void {
  const { registry } = card;
  const { name, specific = EMPTY } = setup;
  const domain = setup.domain === undefined ? registry.issuer : registry.byAid(setup.domain);
  if (domain === undefined || !isDomain(domain)) throw invalid(`${name}: no such security domain`);
  try {
    addApplication(card, setup, { domain, loadFile: EMPTY, specific });
  } catch (error) {
    if (error instanceof Refusal) throw invalid(`${name}: ${error.why}`);
    throw error;
  }
}

function isDomain({ kind }: RegistryEntry): boolean {
  return kind === 'issuer' || kind === 'security-domain';
}

function invalid(message: string): HostError {
  return new HostError('DESCRIPTION_INVALID', message, 'correct the applications');
}

/** A card at boot: from memory, or, the first time, from its description. */
import { EMPTY } from '../base/index.ts';
import { type CardParts, GlobalPlatformCard } from './card.ts';
import { addApplication } from './content/add-entries.ts';
import { createCard, holdsCard } from './create-card.ts';
import type { CardSetup } from './setup.ts';

/** The card in its part of memory; where there is none, one is created as `setup` has it. */
export function openCard(parts: CardParts, setup: () => CardSetup): GlobalPlatformCard {
  if (!holdsCard(parts.nvm)) {
    const whole = setup();
    createCard(parts.nvm, whole);
    const card = new GlobalPlatformCard(parts);
    const from = { domain: card.registry.issuer, loadFile: EMPTY, specific: EMPTY };
    for (const one of whole.applications) addApplication(card, one, from);
  }
  return new GlobalPlatformCard(parts);
}

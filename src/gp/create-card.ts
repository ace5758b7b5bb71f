/**
 * The creation of a card: its description is written to memory once, and afterwards memory alone
 * says what there is.
 */
import { EMPTY, HostError } from '../base/index.ts';
import type { Nvm } from '../os/abi/index.ts';
import { addLoadFile, addSecurityDomain } from './content/add-entries.ts';
import { setupConflict } from './content/checks.ts';
import { type CardSettings, cardSettingsCodec, NO_SETTINGS } from './domain/card-settings.ts';
import { keepFirstKeys } from './domain/first-keys.ts';
import { Handles } from './registry/handles.ts';
import { EXCLUSIVE_PRIVILEGES } from './registry/privileges.ts';
import { holdsRegistry, Registry } from './registry/registry.ts';
import type { CardSetup } from './setup.ts';

/** Whether a part of memory holds a card. */
export const holdsCard = holdsRegistry;

/**
 * Fills an empty part of memory with settings, security domains and load files. Applications are
 * added by the card, since their runtimes take part. Throws `HostError` DESCRIPTION_INVALID where
 * the setup contradicts itself, before anything is written.
 */
export function createCard(nvm: Nvm, setup: CardSetup): void {
  const conflict = setupConflict(setup);
  if (conflict !== undefined) throw invalid(conflict);
  settingsCell(nvm).set(setup.settings);
  const registry = new Registry(nvm, new Handles());
  const source = setup.loadFiles[0]?.aid ?? EMPTY;
  const issuer = addSecurityDomain(
    registry,
    { ...setup.issuer, privileges: remainingPrivileges(setup) },
    { domain: undefined, loadFile: source },
  );
  if (setup.settings.personality.deletesBlockedKeys) keepFirstKeys(registry.content(issuer));
  for (const one of setup.domains) {
    addSecurityDomain(registry, one, { domain: issuer, loadFile: source });
  }
  for (const one of setup.loadFiles) addLoadFile(registry, one, issuer);
}

export function settingsCell(nvm: Nvm) {
  return nvm.cell<CardSettings>('settings', cardSettingsCodec, NO_SETTINGS);
}

/** The issuer security domain lacks what one of the others holds alone. [GPCS §6.6.2] */
function remainingPrivileges(setup: CardSetup): number {
  const others = [...setup.domains, ...setup.applications];
  return EXCLUSIVE_PRIVILEGES.filter((exclusive) =>
    others.some((one) => (one.privileges & exclusive) !== 0),
  ).reduce((left, exclusive) => left & ~exclusive, setup.issuer.privileges);
}

function invalid(message: string): HostError {
  const next = 'correct the security domains and applications of the description';
  return new HostError('DESCRIPTION_INVALID', message, next);
}

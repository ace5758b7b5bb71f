/** Every scenario, in the order of docs/tearing.md. */
import { OF_APPLETS } from './applet-scenarios.ts';
import { OF_APPLICATIONS } from './application-scenarios.ts';
import { OF_CONTENT } from './content-scenarios.ts';
import { OF_DOWNLOADS } from './download-scenarios.ts';
import { OF_FILES } from './file-scenarios.ts';
import { OF_KEYS } from './key-scenarios.ts';
import { OF_NATIVE_MODULES } from './native-scenarios.ts';
import { OF_PROFILES } from './profile-scenarios.ts';
import { ON_CONTACTS, type Scenario } from './scenarios.ts';
import { ON_THE_WIRE } from './wire-scenarios.ts';

export const SCENARIOS: readonly Scenario[] = [
  ...ON_CONTACTS,
  ...ON_THE_WIRE,
  ...OF_APPLICATIONS,
  ...OF_NATIVE_MODULES,
  ...OF_CONTENT,
  ...OF_APPLETS,
  ...OF_KEYS,
  ...OF_FILES,
  ...OF_PROFILES,
  ...OF_DOWNLOADS,
];

/** What the manufacturer's handling of profiles writes: a package is installed by one batch. */
import { hex } from '../../../src/base/index.ts';
import { emitProfilePackage } from '../../../src/wire/saip/index.ts';
import { TEST_SUBSCRIPTION, testProfile } from '../../support/profile-packages.ts';
import { doing } from './operations.ts';
import { type Scenario, scenario } from './scenarios.ts';

const { iccid: profile } = TEST_SUBSCRIPTION;
const PACKAGE = hex(emitProfilePackage(testProfile()));
const container = 'C20';

export const OF_PROFILES: readonly Scenario[] = [
  scenario('a profile package loaded, enabled, disabled and deleted', 4, [
    doing('profile load', ({ device }) => {
      device.management.changeProfile({ act: 'load', container, package: PACKAGE });
    }),
    doing('profile enable', ({ device }) => {
      device.management.changeProfile({ act: 'enable', container, profile });
    }),
    doing('profile disable', ({ device }) => {
      device.management.changeProfile({ act: 'disable', container, profile });
    }),
    doing('profile delete', ({ device }) => {
      device.management.changeProfile({ act: 'remove', container, profile });
    }),
  ]),
];

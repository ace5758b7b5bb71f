/** All cases, in the order of their groups. */
import { REPORT_GROUPS } from '../groups.ts';
import type { ReportCase } from '../report-case.ts';
import { AUTHENTICATION_CASES } from './authentication.ts';
import { INFORMATION_CASES } from './information.ts';
import { LOADING_CASES } from './loading.ts';
import { NOTIFICATION_CASES } from './notifications.ts';
import { PROCEDURE_CASES } from './procedures.ts';
import { PROFILE_CHANGE_CASES } from './profile-changes.ts';
import { REFRESH_CASES } from './refresh.ts';
import { SELECTION_CASES } from './selection.ts';
import { UPDATE_METADATA_CASES } from './update-metadata.ts';
import { WRONG_PACKAGE_CASES } from './wrong-packages.ts';

const ALL = [
  ...SELECTION_CASES,
  ...INFORMATION_CASES,
  ...AUTHENTICATION_CASES,
  ...WRONG_PACKAGE_CASES,
  ...LOADING_CASES,
  ...NOTIFICATION_CASES,
  ...PROFILE_CHANGE_CASES,
  ...REFRESH_CASES,
  ...UPDATE_METADATA_CASES,
  ...PROCEDURE_CASES,
];

export const REPORT_CASES: readonly ReportCase[] = Object.keys(REPORT_GROUPS).flatMap((group) =>
  ALL.filter((one) => one.group === group),
);

/** The work of `bifrons report`: which device and servers, and what is printed of the cases. */
import { nodeCrypto } from '../../attach/node-crypto/index.ts';
import { loadPlugins } from '../../attach/plugins/index.ts';
import { HostError, utf8 } from '../../base/index.ts';
import { randomStream } from '../../crypto/index.ts';
import {
  type CaseResult,
  REPORT_CASES,
  REPORT_GROUPS,
  type ReportCase,
  type ReportParts,
  runReport,
  type ServerFiles,
  withTestTrust,
} from '../../host/report/index.ts';
import type { Description } from '../../device/index.ts';
import { EXIT, Output } from '../output.ts';
import { readPkiFolder } from '../rsp/pki-folder.ts';
import { calendarTime } from '../rsp/server-start.ts';
import { describedDevice } from '../described-device.ts';
import { whichDevice } from '../which-device.ts';
import type { ReportOptions } from './options.ts';
import { ReportPrinter } from './print-report.ts';

export async function runReportCommand(options: ReportOptions): Promise<void> {
  const where = await whichDevice(options);
  const cases = casesOf(options.group);
  const plugins = await loadPlugins(where.pluginFiles);
  const { description, servers } = subject(describedDevice(where), options);
  const parts: ReportParts = { description, crypto: nodeCrypto, plugins, servers, cases };
  const printer = new ReportPrinter(new Output(options), description);
  const results: CaseResult[] = [];
  for (const result of runReport(parts)) {
    printer.show(result);
    results.push(result);
  }
  if (printer.end(results, servers !== undefined) > 0) process.exitCode = EXIT.expectation;
}

/** Throws `HostError` INPUT_INVALID for a group that does not exist. */
function casesOf(groups: readonly string[] | undefined): readonly ReportCase[] {
  if (groups === undefined) return REPORT_CASES;
  for (const group of groups) {
    if (Object.hasOwn(REPORT_GROUPS, group)) continue;
    const next = `give one of: ${Object.keys(REPORT_GROUPS).join(', ')}`;
    throw new HostError('INPUT_INVALID', `there is no group ${group}`, next);
  }
  return REPORT_CASES.filter(({ group }) => groups.includes(group));
}

interface Subject {
  readonly description: Description;
  readonly servers: ServerFiles | undefined;
}

function subject(description: Description, { pki, testPki }: ReportOptions): Subject {
  const now = calendarTime();
  if (testPki === true) {
    // The same in each run, so that two reports can be compared.
    const rng = randomStream(utf8('Bifrons report'), 'pki');
    const { files, ...copy } = withTestTrust({ crypto: nodeCrypto, rng }, description);
    return { ...copy, servers: { files, now } };
  }
  const servers = pki === undefined ? undefined : { files: readPkiFolder(pki), now };
  return { description, servers };
}

/** Profiles from servers: by an activation code, its picture, or what an SM-DS has. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { DownloadWish, LpaConversation } from '../../../host/lpa/index.ts';
import type { LpaTask } from '../../lpa/task.ts';
import {
  type NotifyOptions,
  type ServerOptions,
  withNotify,
  withServers,
} from '../../lpa/options.ts';

interface DownloadOptions extends NotifyOptions {
  readonly qr?: string;
  readonly yes?: boolean;
  readonly confirmationCode?: string;
  readonly enable?: boolean;
}

interface DiscoveryOptions extends ServerOptions {
  readonly smds?: string;
}

export function defineDownload(lpa: Command): void {
  withNotify(lpa.command('download'))
    .description(
      'download a profile by its activation code, a picture of it, or the default SM-DP+',
    )
    .argument('[activation-code]', 'as printed: LPA:1$SERVER$TOKEN, in single quotation marks')
    .addOption(new Option('--qr <picture>', 'PNG or JPEG of the QR code with the activation code'))
    .option('--confirmation-code <code>', 'the code that the operator has sent besides')
    .option('--enable', 'enable the profile, too')
    .option('--yes', 'accept the profile without a question')
    .addHelpText(
      'after',
      `
Without an activation code the default SM-DP+ of the eUICC has the profile. Certificates of servers
are accepted from issuers of the system, of the device's eUICC, and of --ca.

Example:
  bifrons lpa download --help`,
    )
    .action(download);
  withServers(lpa.command('discovery'))
    .description('show which servers have a profile for this eUICC, by an SM-DS')
    .option('--smds <address>', 'the SM-DS (default: the root that the eUICC names)', address)
    .addHelpText(
      'after',
      `
Each event comes as an activation code, for bifrons lpa download.

Example:
  bifrons lpa discovery --help`,
    )
    .action(discovery);
}

function address(text: string): string {
  if (/^[^\s/$]{1,255}$/.test(text)) return text;
  throw new InvalidArgumentError('Expected a host, and perhaps a port.');
}

async function download(code: string | undefined, options: DownloadOptions): Promise<void> {
  const { withChangeTask } = await import('../../lpa/lpa-task.ts');
  const { questions } = await import('../../lpa/questions.ts');
  const { download: downloadProfile } = await import('../../../host/lpa/index.ts');
  const { hex } = await import('../../../base/index.ts');
  const given = await givenCode(code, options);
  const work = async (task: LpaTask): Promise<void> => {
    const { output, parts, hold } = task;
    const wish = given ?? (await atDefault(task));
    const { confirmationCode } = options;
    const done = await hold(() => downloadProfile(parts, { ...wish, confirmationCode }));
    const { offer, isdP } = done;
    output.object({ event: 'downloaded', iccid: offer.iccid, isdP: hex(isdP) });
    output.line(`downloaded ${offer.iccid}  ${offer.profileName}, ${offer.serviceProvider}`);
    if (options.enable === true) await enable(task, offer.iccid);
  };
  await withChangeTask(options, 'download', work, questions({ yes: options.yes === true }));
}

type Given = Pick<DownloadWish, 'address' | 'matchingId' | 'oid'>;

/** Of the argument or of the picture; nothing for the default SM-DP+. */
async function givenCode(
  code: string | undefined,
  { qr }: DownloadOptions,
): Promise<Given | undefined> {
  const { UsageError } = await import('../../output.ts');
  const { parseActivationCode } = await import('../../../host/lpa/index.ts');
  if (code !== undefined && qr !== undefined)
    throw new UsageError('an activation code and --qr are both given', 'give one of them');
  if (code !== undefined) return parseActivationCode(code);
  if (qr === undefined) return undefined;
  const { readQrPicture } = await import('../../../attach/qr-picture/index.ts');
  const { DOCUMENT_LENGTH_MAX } = await import('../../../keep/files/index.ts');
  const { readGivenFile } = await import('../../read-given-file.ts');
  const picture = readGivenFile(qr, { lengthMax: DOCUMENT_LENGTH_MAX });
  return parseActivationCode(await readQrPicture(picture));
}

/** The server finds the order by the EID. [SGP22 §3.1.3] */
async function atDefault({ hold }: LpaTask): Promise<Given> {
  const { readAddresses } = await import('../../../host/lpa/index.ts');
  const { UsageError } = await import('../../output.ts');
  const { defaultDp } = await hold(readAddresses);
  if (defaultDp !== undefined) return { address: defaultDp, matchingId: '' };
  throw new UsageError(
    'no activation code is given, and the eUICC has no default SM-DP+',
    'give the activation code of the operator, or --qr with its picture',
  );
}

async function enable({ hold, output }: LpaTask, iccid: string): Promise<void> {
  const { enableProfile, findProfile } = await import('../../../host/lpa/index.ts');
  const { profileObject } = await import('../../lpa/show-profiles.ts');
  const profile = await hold((isdR) => findProfile(isdR, iccid));
  await hold((isdR): LpaConversation<void> => enableProfile(isdR, profile, { refresh: true }));
  output.object({ event: 'enabled', profile: profileObject({ ...profile, state: 'enabled' }) });
  output.line(`enabled ${iccid}`);
}

async function discovery(options: DiscoveryOptions): Promise<void> {
  const { withServerTask } = await import('../../lpa/lpa-task.ts');
  const { discoverEvents, emitActivationCode, readAddresses } =
    await import('../../../host/lpa/index.ts');
  await withServerTask(options, 'discovery', async ({ hold, output, parts }) => {
    const smds = options.smds ?? (await hold(readAddresses)).rootDs;
    const events = await hold(() => discoverEvents(parts, smds));
    for (const { eventId, rspServerAddress } of events) {
      const code = { address: rspServerAddress, matchingId: eventId, oid: undefined };
      const activationCode = emitActivationCode({ ...code, codeRequired: false });
      output.object({ eventId, server: rspServerAddress, activationCode });
      output.line(activationCode);
    }
    if (events.length === 0) output.line(`${smds} has no event for this eUICC`);
  });
}

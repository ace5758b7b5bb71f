/** Loading and installing, as several commands do them. */
import type { HashName } from '../../crypto/index.ts';
import type { CardTask } from './card-task.ts';
import type { ChannelOptions } from './options.ts';
import type { PermitOptions } from './permits.ts';

export interface LoadOptions extends ChannelOptions, PermitOptions {
  readonly to?: string;
  readonly hash?: HashName;
  readonly dap?: readonly string[];
  readonly blockLength?: number;
  readonly wrapBlocks?: boolean;
}

export interface InstallOptions extends LoadOptions {
  readonly as?: string;
  readonly module?: string;
  readonly privileges?: string;
  readonly parameters?: string;
  readonly toolkit?: string;
  readonly nonVolatile?: number;
  readonly volatile?: number;
  readonly selectable: boolean;
}

export async function loadBlock(
  task: CardTask,
  { block, options }: { readonly block: Uint8Array; readonly options: LoadOptions },
): Promise<void> {
  const { hex, unhex } = await import('../../base/index.ts');
  const { loadContent, summarizeLoadFile } = await import('../../host/off-card/index.ts');
  const { showConfirmation, tokenIn } = await import('./permits.ts');
  const { dapsIn } = await import('./daps.ts');
  const { aid: file, version, modules } = summarizeLoadFile(block);
  const hash = options.hash ?? (options.dap === undefined ? undefined : 'sha256');
  const daps = await dapsIn(task, { given: options.dap ?? [], block, hash });
  const token = await tokenIn(task, options);
  const domain = options.to === undefined ? undefined : unhex(options.to);
  const answer = await task.hold((session) =>
    loadContent(session, {
      file,
      block,
      domain,
      hash,
      daps,
      token,
      wraps: options.wrapBlocks,
      blockLength: options.blockLength,
    }),
  );
  const shown = { aid: hex(file), version: [...version].join('.'), modules: modules.map(hex) };
  task.output.object({ event: 'loaded', ...shown });
  task.output.line(`loaded ${shown.aid}, version ${shown.version}, ${block.length} bytes`);
  for (const one of shown.modules) task.output.line(`  module ${one}`);
  await showConfirmation(task, answer);
}

export async function installModule(
  task: CardTask,
  from: {
    readonly place: { readonly file: Uint8Array; readonly module: Uint8Array };
    readonly options: InstallOptions;
  },
): Promise<void> {
  const { hex, unhex } = await import('../../base/index.ts');
  const { installForInstall, installParameters } = await import('../../host/off-card/index.ts');
  const { privilegesIn } = await import('./privileges.ts');
  const { showConfirmation, tokenIn } = await import('./permits.ts');
  const { place, options } = from;
  const application = options.as === undefined ? place.module : unhex(options.as);
  const command = installForInstall(
    {
      ...place,
      application,
      privileges: privilegesIn(task, options.privileges),
      parameters: installParameters({
        application: unhex(options.parameters ?? ''),
        toolkit: options.toolkit === undefined ? undefined : unhex(options.toolkit),
        nonVolatile: options.nonVolatile,
        volatile: options.volatile,
      }),
      selectable: options.selectable,
    },
    await tokenIn(task, options),
  );
  const answer = await task.hold((session) => session.sendChecked(command));
  const shown = { aid: hex(application), module: hex(place.module), file: hex(place.file) };
  task.output.object({ event: 'installed', ...shown });
  task.output.line(`installed ${shown.aid} of ${shown.module}`);
  await showConfirmation(task, answer);
}

/** Proprietary link protocols from module files, for the command line. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HostError } from '../../base/index.ts';
import type { LinkPlugin } from '../../device/index.ts';
import { checkIsFile, DOCUMENT_LENGTH_MAX } from '../../keep/files/index.ts';

/**
 * Every plug-in that the files export, under whatever name. Their code runs in this process with
 * all its rights. Rejects with `HostError` INPUT_INVALID for a module that does not load or exports
 * none, and for two plug-ins of one name. [M-77]
 */
export async function loadPlugins(files: readonly string[]): Promise<readonly LinkPlugin[]> {
  const loaded = await Promise.all(files.map(load));
  const all = loaded.flat();
  const twin = all.find(({ name }, at) => all.findIndex((one) => one.name === name) < at);
  if (twin === undefined) return all;
  throw invalid(`two plug-ins are named "${twin.name}"`, 'give each once');
}

async function load(file: string): Promise<readonly LinkPlugin[]> {
  let module: Readonly<Record<string, unknown>>;
  try {
    // Loading what never ends, or gives no end, would not end either.
    checkIsFile(file, { lengthMax: DOCUMENT_LENGTH_MAX });
    module = (await import(pathToFileURL(resolve(file)).href)) as typeof module;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw invalid(`${file} does not load: ${why}`, 'give a JavaScript module');
  }
  // One may be exported by its name and as the default.
  const plugins = [...new Set(Object.values(module))].filter(isPlugin);
  if (plugins.length > 0) return plugins;
  const next = 'export { name, card, terminal }, as examples/length-prefixed-uart.mjs does';
  throw invalid(`${file} exports no plug-in`, next);
}

function isPlugin(value: unknown): value is LinkPlugin {
  if (typeof value !== 'object' || value === null) return false;
  const { name, card, terminal } = value as Partial<Record<keyof LinkPlugin, unknown>>;
  return typeof name === 'string' && typeof card === 'function' && typeof terminal === 'function';
}

function invalid(message: string, next: string): HostError {
  return new HostError('INPUT_INVALID', message, next);
}

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

let found: string | undefined;

/** The product's version, from the package this file is part of. */
export function productVersion(): string {
  if (found !== undefined) return found;
  for (
    let folder = dirname(fileURLToPath(import.meta.url));
    folder !== dirname(folder);
    folder = dirname(folder)
  ) {
    const path = join(folder, 'package.json');
    if (!existsSync(path)) continue;
    const { name, version } = JSON.parse(readFileSync(path, 'utf8')) as {
      name?: string;
      version?: string;
    };
    if (name === 'bifrons' && version !== undefined) return (found = version);
  }
  return (found = '0.0.0');
}

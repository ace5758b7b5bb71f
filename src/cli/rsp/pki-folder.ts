/** The certificates and keys of a folder. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HostError } from '../../base/index.ts';

/** Every certificate and key of the folder and the folders in it, as DER. */
export function readPkiFolder(folder: string): readonly Uint8Array[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile() && /\.(der|pem|cer|crt|key)$/i.test(one.name))
      .map((one) => join(one.parentPath, one.name))
      .toSorted()
      .flatMap((file) => derOf(readFileSync(file)));
  } catch (error) {
    throw new HostError('INPUT_INVALID', (error as Error).message, 'give a folder that reads');
  }
}

/** A file of PEM may hold several. */
function derOf(content: Buffer): readonly Uint8Array[] {
  const blocks = content.toString('latin1').matchAll(/-----BEGIN ([^-]+)-----([^-]*)-----END/g);
  const found = [...blocks].map(([, , text]) => Uint8Array.from(Buffer.from(text!, 'base64')));
  return found.length > 0 ? found : [Uint8Array.from(content)];
}

/** Profile packages and descriptions of subscriptions, as files of the user's. */
import { readFileSync } from 'node:fs';
import { type Bytes, describeWireError, HostError, isWireError } from '../base/index.ts';
import type { profileChanges, profileSpecification } from '../host/profile-builder/index.ts';
import { parseProfilePackage, type ProfileElement } from '../wire/saip/index.ts';

export function readPackage(file: string): Bytes {
  try {
    return new Uint8Array(readFileSync(file));
  } catch {
    throw new HostError('INPUT_INVALID', `${file} cannot be read`, 'name a file that is there');
  }
}

export function readPackageElements(file: string): readonly ProfileElement[] {
  return packageElements(readPackage(file), file);
}

export function packageElements(source: Bytes, file: string): readonly ProfileElement[] {
  const elements = parseProfilePackage(source);
  if (!isWireError(elements)) return elements;
  const next = 'read it: bifrons profile explain FILE';
  throw new HostError('INPUT_INVALID', `${file}: ${describeWireError(elements)}`, next);
}

type Schema = typeof profileChanges | typeof profileSpecification;

/** `where` names file and line. */
export function parseDescribed<S extends Schema>(
  schema: S,
  { source, where }: { readonly source: unknown; readonly where: string },
): ReturnType<S['parse']> {
  const parsed = schema.safeParse(source);
  if (parsed.success) return parsed.data as ReturnType<S['parse']>;
  const lines = parsed.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  );
  const next = 'correct the description';
  throw new HostError('INPUT_INVALID', `${where}: ${lines.join('; ')}`, next);
}

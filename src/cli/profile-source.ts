/** Profile packages and descriptions of subscriptions, as files of the user's. */
import { type Bytes, describeWireError, HostError, isWireError } from '../base/index.ts';
import { DOCUMENT_LENGTH_MAX } from '../keep/files/index.ts';
import type { profileChanges, profileSpecification } from '../host/profile-builder/index.ts';
import { parseProfilePackage, type ProfileElement } from '../wire/saip/index.ts';
import { readGivenFile } from './read-given-file.ts';

export function readPackage(file: string): Bytes {
  return Uint8Array.from(readGivenFile(file, { lengthMax: DOCUMENT_LENGTH_MAX }));
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

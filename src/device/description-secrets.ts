/** The secrets of a description: fields that are secret by their schema. */
import * as z from 'zod';
import { isHex } from '../base/index.ts';
import { mapSecrets, withMasks } from '../containers/shapes/index.ts';
import { type Description, descriptionSchema } from './description.ts';

export interface DescriptionSecret {
  /** Where it is: field names and positions in lists. */
  readonly path: readonly (string | number)[];
  readonly value: string;
}

/** A copy with something else in the place of each secret. */
export function replaceSecrets(
  description: Description,
  by: (secret: string, path: readonly (string | number)[]) => unknown,
): unknown {
  return mapSecrets(descriptionSchema, description, by);
}

/** All secrets, in the order of the document. */
export function secretsOf(description: Description): readonly DescriptionSecret[] {
  const found: DescriptionSecret[] = [];
  replaceSecrets(description, (value, path) => {
    found.push({ path, value });
    return value;
  });
  return found;
}

/** The description as it may be shown: of each secret its length, and nothing of its value. */
export function maskSecrets(description: Description): Description {
  return replaceSecrets(description, maskOf) as Description;
}

function maskOf(secret: string): string {
  return secret !== '' && isHex(secret)
    ? `(${secret.length / 2} bytes)`
    : `(${secret.length} characters)`;
}

const mask = z.string().regex(/^\(\d+ (bytes|characters)\)$/);

/** The schema of a description as it may be shown, with or without its secrets. */
export const shownDescriptionSchema = withMasks(descriptionSchema, mask);

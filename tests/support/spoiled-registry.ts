/** A registry at rest that contradicts itself, as no command can make it. */
import assert from 'node:assert/strict';
import { hex, type Image, unhex } from '../../src/base/index.ts';

const REGISTRY = 'container.C30/p/registry/c/';
/** Of the preset `patent`: the issuer security domain, and the load file of security domains. */
const ISSUER = `${REGISTRY}1`;
const LOAD_FILE = `${REGISTRY}3`;

/** The image of a patent device in which Card Reset, the issuer's, is held by a load file. */
export function contradictingRegistry(image: Image): Image {
  const spoiled = new Map(image);
  for (const [key, from, to] of [
    [ISSUER, 'C5039EFE80', 'C5039AFE80'],
    [LOAD_FILE, 'C503000000', 'C503040000'],
  ] as const) {
    const stored = hex(image.get(key)!);
    const changed = stored.replace(from, to);
    assert.notEqual(changed, stored, key);
    spoiled.set(key, unhex(changed));
  }
  return spoiled;
}

/** The same image with an entry that does not parse. */
export function unreadableRegistry(image: Image): Image {
  return new Map(image).set(ISSUER, image.get(ISSUER)!.slice(0, -1));
}

/** The records of the registry. */
export function registryOf(image: Image): readonly string[] {
  return [...image]
    .filter(([key]) => key.startsWith(REGISTRY))
    .map(([key, value]) => `${key} ${hex(value)}`);
}

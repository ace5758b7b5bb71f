/** Ways to change a package of the builder, and to look at what it creates. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, bytes, unhex } from '../../src/base/index.ts';
import type { PlannedFile } from '../../src/rsp/package/index.ts';
import {
  type Fcp,
  type FileElement,
  type FileManagementStep,
  type KnownElement,
  type NamedFile,
  peStatusName,
  type ProfileElement,
} from '../../src/wire/saip/index.ts';
import { expanded, testProfile } from './profile-packages.ts';

export type Kind = KnownElement['kind'];
type ValueOf<K extends Kind> = Extract<KnownElement, { kind: K }>['value'];

/** The package with the first element of a kind changed. */
export function changed<K extends Kind>(
  kind: K,
  change: (value: ValueOf<K>) => ValueOf<K>,
  from = testProfile(),
): readonly ProfileElement[] {
  const at = from.findIndex((one) => one.kind === kind);
  return from.map((one, index) =>
    index === at ? ({ kind, value: change(one.value as ValueOf<K>) } as ProfileElement) : one,
  );
}

/** The package with an element before the end. */
export function added(element: KnownElement, from = testProfile()): readonly ProfileElement[] {
  return [...from.slice(0, -1), element, from.at(-1)!];
}

export function without(...kinds: readonly Kind[]): readonly ProfileElement[] {
  return testProfile().filter(({ kind }) => !(kinds as readonly string[]).includes(kind));
}

export const optionally = { identification: 200 };
export const mandated = { mandated: null, identification: 200 };

/** An element of files without a template. */
export function managed(
  steps: readonly (readonly [FileManagementStep['kind'], Fcp | Bytes | number])[],
): KnownElement {
  const command = steps.map(([kind, value]) => ({ kind, value }) as FileManagementStep);
  const value = { header: mandated, fileManagementCMD: [command] };
  return { kind: 'genericFileManagement', value };
}

export function files(element: FileElement, file: NamedFile): FileElement {
  const others = element.files.filter(({ name }) => name !== file.name);
  const at = element.files.findIndex(({ name }) => name === file.name);
  return { ...element, files: others.toSpliced(at < 0 ? others.length : at, 0, file) };
}

export function find(root: PlannedFile, path: string): PlannedFile {
  let at = root;
  for (const fid of path.split('/')) {
    const next = at.files.find((one) => one.fid === parseInt(fid, 16));
    assert.ok(next, `${path}: no ${fid}`);
    at = next;
  }
  return at;
}

export function planOf(elements: readonly ProfileElement[]) {
  const expansion = expanded(elements);
  const plan = expansion.plan();
  assert.ok(plan, expansion.failure?.why);
  return plan;
}

export const TRANSPARENT: Fcp = {
  fileDescriptor: unhex('4121'),
  efFileSize: bytes(4),
  securityAttributesReferenced: bytes(2),
};

export type Results = readonly (readonly [
  name: string,
  status: string,
  identification: number | undefined,
  elements: readonly ProfileElement[],
])[];

/** A test for each package: it is refused with this status and this element's number. */
export function holdResults(results: Results): void {
  for (const [name, status, identification, elements] of results) {
    test(`${name}: ${status} `, () => {
      const expansion = expanded(elements);
      assert.ok(expansion.failure, 'a failure');
      const { failure } = expansion;
      assert.deepEqual(
        [peStatusName(failure.status), failure.identification],
        [status, identification],
        failure.why,
      );
      assert.equal(expansion.plan(), undefined);
      const { peStatus, profileInstallationAborted } = expansion.response();
      assert.equal(profileInstallationAborted, null);
      assert.equal(peStatus.at(-1)!.status, failure.status);
    });
  }
}

/** What a UICC is created from; afterwards memory alone says what there is. */
import { assert, type Bytes, bytes } from '../base/index.ts';
import type { Codec, Nvm } from '../os/abi/index.ts';
import { type FileAttributes, ROOT_ID } from './file/file-entry.ts';
import { FID_MF } from './file/file-system.ts';
import { filled } from './file/fill.ts';
import { Volume } from './file/volume.ts';
import type { Pin } from './pin/pin.ts';
import { PinStore } from './pin/pin-store.ts';
import { type RemoteApplication, remoteApplicationsIn } from './remote/remote-application.ts';
import { SequenceNumbers } from './usim/sequence-numbers.ts';
import { type Subscription, subscriptionIn } from './usim/subscription.ts';

/** A file, and what stands in it. */
export interface FileSetup {
  readonly attributes: FileAttributes;
  /** Content from the beginning; the rest is filled. */
  readonly content: Bytes;
  /** Of a DF. */
  readonly files: readonly FileSetup[];
}

/** The MF or an ADF with all that it holds. */
export interface VolumeSetup {
  readonly root: FileSetup;
  readonly pins: readonly Pin[];
  /** Of an application that authenticates. */
  readonly subscription?: SubscriptionSetup | undefined;
}

export interface SubscriptionSetup {
  readonly subscription: Subscription;
  /** 32 sequence numbers without index; zero when left out. [TS33102 §C.1.2] */
  readonly sequenceNumbers?: readonly number[] | undefined;
}

export interface UiccSetup {
  readonly mf: VolumeSetup;
  readonly applications: readonly VolumeSetup[];
  /** A card of the second generation: class A0 alone. */
  readonly sim?: boolean | undefined;
  /** Applications of remote file management. */
  readonly remote?: readonly RemoteApplication[] | undefined;
}

/** Fills an empty part of memory. Throws `Refusal` 6A84 where it has no room. */
export function createUicc(nvm: Nvm, setup: UiccSetup): void {
  const { mf, applications, remote = [], sim = false } = setup;
  assert(mf.root.attributes.fid === FID_MF, 'the first volume is the MF’s');
  createVolume(new Volume(0, nvm.part('mf')), mf);
  applications.forEach((one, at) => {
    createVolume(new Volume(at + 1, nvm.part(`adf-${at + 1}`)), one);
  });
  if (remote.length > 0) remoteApplicationsIn(nvm).set(remote);
  if (sim) nvm.cell(SIM, FLAG, false).set(true);
}

/** There is such a record where the card is a SIM. */
const SIM = 'sim';
const FLAG: Codec<boolean> = {
  emit: (flag) => bytes(flag ? 1 : 0),
  parse: (stored) => stored[0] === 1,
};

export function holdsSim(nvm: Nvm): boolean {
  return nvm.has(SIM);
}

/** All files at once: the table of files is written a single time. */
function createVolume(volume: Volume, { root, pins, subscription }: VolumeSetup): void {
  const flat: { readonly file: FileSetup; readonly parent: number }[] = [];
  const visit = (file: FileSetup, parent: number): void => {
    const id = flat.length;
    flat.push({ file, parent });
    for (const one of file.files) visit(one, id);
  };
  visit(root, ROOT_ID);
  volume.createAll(
    flat.map(({ file, parent }) => ({
      attributes: file.attributes,
      parent,
      content: contentOf(file),
    })),
  );
  const store = new PinStore(volume.nvm);
  for (const pin of pins) store.put(pin);
  if (subscription === undefined) return;
  subscriptionIn(volume.nvm).set(subscription.subscription);
  const { sequenceNumbers } = subscription;
  if (sequenceNumbers !== undefined) new SequenceNumbers(volume.nvm).set(sequenceNumbers);
}

/** What the setup does not give is filled. */
function contentOf({ attributes, content }: FileSetup): Bytes {
  const { length } = attributes;
  if (content.length >= length) return content.subarray(0, length);
  const whole = filled(attributes);
  whole.set(content);
  return whole;
}

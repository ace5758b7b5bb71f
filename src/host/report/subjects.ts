/** What of a device is tested: each of its eUICCs, or why one is not. */
import { type Image, unhex } from '../../base/index.ts';
import type { Description } from '../../device/index.ts';
import type { CardCopy } from './card-copy.ts';
import type { EuiccFacts } from './euicc-bench.ts';

type ConsumerEuicc = Exclude<
  Extract<Description['containers'][number], { readonly kind: 'euicc' }>,
  { readonly architecture: 'm2m' }
>;

export interface Subject {
  /** Id of the container; empty where the device has no eUICC. */
  readonly container: string;
  readonly euicc: ConsumerEuicc | undefined;
  /** Why no case can run. */
  readonly why: string | undefined;
}

export function subjectsOf({ containers }: Description): readonly Subject[] {
  const found = containers.flatMap((one): readonly Subject[] => {
    if (one.kind !== 'euicc') return [];
    if (one.architecture === 'm2m')
      return [{ container: one.id, euicc: undefined, why: 'it is an eUICC of SGP.02' }];
    return [{ container: one.id, euicc: one, why: undefined }];
  });
  if (found.length > 0) return found;
  return [{ container: '', euicc: undefined, why: 'the device has no eUICC' }];
}

/** Whether it has a certificate and a key, without which it takes no download. */
export function hasCertificate({ trust }: ConsumerEuicc): boolean {
  return trust.some(({ euicc }) => euicc !== undefined);
}

/** The way to it, over the first link that is paired with it; or why there is none. */
export function factsOf(euicc: ConsumerEuicc, { management }: CardCopy): EuiccFacts | string {
  const { id, eid, version, isdR } = euicc;
  const link = management.links().find(({ container, lsi }) => container === id && lsi === 0)?.id;
  if (link === undefined) return 'no link is paired with it';
  return { container: id, edition: version, eid, isdR: unhex(isdR.aid), link };
}

/** A device that was never powered. */
export const BLANK: Image = new Map();

/** A whole device with a leak planted on its single wire: what only its link ends can show. */
import { bytes, hex } from '../../../src/base/index.ts';
import type { Description, InterfaceDescription } from '../../../src/device/index.ts';
import { type Boot, subjectOf } from './subject.ts';
import { A } from './worlds.ts';

type Wire = Extract<InterfaceDescription, { kind: 'swp' }>;

/** Each reveals how many profiles or domains container A has. */
const PLANTED = {
  'the ATS of type A': (wire, reported) => ({
    ...wire,
    typeA: { ...wire.typeA, historical: reported },
  }),
  'the ATQB of type B': (wire, reported) => ({
    ...wire,
    typeB: { ...wire.typeB, applicationData: `0000${reported}` },
  }),
  'the ATR of the APDU gate': (wire, reported) => ({ ...wire, historical: reported }),
} satisfies Readonly<Record<string, (wire: Wire, reported: string) => Wire>>;

export type WireLeak = keyof typeof PLANTED;
export const WIRE_LEAKS = Object.keys(PLANTED) as readonly WireLeak[];

export function leakyWire(leak: WireLeak): Boot {
  return (description, seed) => {
    const reported = hex(bytes(sizeOfA(description)));
    const interfaces = description.interfaces.map((one) =>
      one.kind === 'swp' ? PLANTED[leak](one, reported) : one,
    );
    return subjectOf({ ...description, interfaces }, { seed });
  };
}

function sizeOfA({ containers }: Description): number {
  const found = containers.find((one) => one.id === A)!;
  return found.kind === 'euicc' ? found.profiles.length : found.securityDomains.length;
}

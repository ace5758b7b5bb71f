/** A whole device with a leak planted on its single wire: what only its link ends can show. */
import { bytes, hex } from '../../../src/base/index.ts';
import type { Description, InterfaceDescription } from '../../../src/device/index.ts';
import { type Boot, subjectOf } from './subject.ts';
import { A } from './worlds.ts';

type Wire = Extract<InterfaceDescription, { kind: 'swp' }>;

/** Each tells how many profiles or domains container A has. */
const PLANTED = {
  'the ATS of type A': (wire, told) => ({ ...wire, typeA: { ...wire.typeA, historical: told } }),
  'the ATQB of type B': (wire, told) => ({
    ...wire,
    typeB: { ...wire.typeB, applicationData: `0000${told}` },
  }),
  'the ATR of the APDU gate': (wire, told) => ({ ...wire, historical: told }),
} satisfies Readonly<Record<string, (wire: Wire, told: string) => Wire>>;

export type WireLeak = keyof typeof PLANTED;
export const WIRE_LEAKS = Object.keys(PLANTED) as readonly WireLeak[];

export function leakyWire(leak: WireLeak): Boot {
  return (description, seed) => {
    const told = hex(bytes(sizeOfA(description)));
    const interfaces = description.interfaces.map((one) =>
      one.kind === 'swp' ? PLANTED[leak](one, told) : one,
    );
    return subjectOf({ ...description, interfaces }, { seed });
  };
}

function sizeOfA({ containers }: Description): number {
  const found = containers.find((one) => one.id === A)!;
  return found.kind === 'euicc' ? found.profiles.length : found.securityDomains.length;
}

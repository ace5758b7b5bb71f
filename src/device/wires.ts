/** Puts a card end on each interface and gives it, and nobody else, the ports of its links. */
import { type Bytes, type LinkFacts, unhex } from '../base/index.ts';
import { createContactsCard, createSpiCard } from '../link/index.ts';
import type { Kernel } from '../os/kernel/index.ts';
import { buildAtr, UICC_GLOBAL } from '../wire/index.ts';
import type { Description, InterfaceDescription } from './description.ts';
import type { Wire } from './pump.ts';

/** Voltage classes A, B and C. [ISO7816-3 §8.3] */
const CLASSES_ABC = 0x07;

export function createWires(
  description: Description,
  links: readonly LinkFacts[],
  kernel: Kernel,
  gapFactor: number,
): readonly Wire[] {
  return description.interfaces.map((one) => {
    const own = links.filter((link) => link.interface === one.id);
    const end =
      one.kind === 'iso'
        ? createContactsCard({
            atr: atrOf(one, description),
            ...isoProtocols(one, own, kernel),
            gapFactor,
          })
        : createSpiCard({
            port: kernel.port(own[0]!.id),
            historical: unhex(one.historical),
            ifsc: one.ifsc,
            gapFactor,
          });
    return {
      interfaceId: one.id,
      contactless: own.some((link) => link.mode === 'contactless'),
      end,
    };
  });
}

type IsoInterface = Extract<InterfaceDescription, { kind: 'iso' }>;

function isoProtocols(one: IsoInterface, own: readonly LinkFacts[], kernel: Kernel) {
  const t0 = own.find((link) => link.protocol === 't0');
  const t1 = own.find((link) => link.protocol === 't1');
  return {
    t0: t0 && { port: kernel.port(t0.id) },
    t1: t1 && { port: kernel.port(t1.id), edc: one.edc, ifsc: one.ifsc },
  };
}

/** The interface's own ATR, or one made from what it carries and what the device holds. */
function atrOf(one: IsoInterface, description: Description): Bytes {
  if (one.atr !== undefined) return unhex(one.atr);
  const euicc = description.containers.some((container) => container.kind === 'euicc');
  return buildAtr({
    protocols: one.links.map((link) => link.protocol as 't0' | 't1').toSorted(),
    historical: unhex(one.historical),
    ifsc: one.ifsc,
    edc: one.edc,
    classes: CLASSES_ABC,
    ...(euicc ? { uicc: UICC_GLOBAL.EUICC } : {}),
  });
}

/**
 * The data objects of a security domain that is installed in life: what the issuer's say of the
 * card, with what its own name changes. [GPCS §H.3]
 */
import type { Bytes } from '../../base/index.ts';
import { domainCardData } from '../domain/card-recognition-data.ts';
import { type DataObjectMap, DataObjects } from '../domain/data-objects.ts';
import { makeDiversification } from '../domain/diversification.ts';
import type { Environment } from '../domain/domain.ts';
import { OBJECT } from '../../wire/globalplatform/index.ts';

export function newDomainObjects({ registry }: Environment, aid: Bytes): DataObjectMap {
  const issuer = new DataObjects(registry.content(registry.issuer));
  const objects = new Map<number, Bytes>();
  const production = issuer.get(OBJECT.PRODUCTION);
  if (production !== undefined) {
    objects.set(OBJECT.DIVERSIFICATION, makeDiversification(aid, production));
  }
  const cardData = issuer.get(OBJECT.CARD_DATA);
  if (cardData !== undefined) objects.set(OBJECT.CARD_DATA, domainCardData(cardData));
  return objects;
}

/**
 * The data objects of a security domain that is installed in life: what the issuer's say of the
 * card, with what its own name changes. [GPCS §H.3]
 */
import type { Bytes } from '../../base/index.ts';
import { domainCardData, TAG_CARD_DATA } from '../domain/card-recognition-data.ts';
import { type DataObjectMap, DataObjects } from '../domain/data-objects.ts';
import { makeDiversification, TAG_DIVERSIFICATION } from '../domain/diversification.ts';
import type { Environment } from '../domain/domain.ts';

const TAG_PRODUCTION_LIFE_CYCLE = 0x9f7f;

export function newDomainObjects({ registry }: Environment, aid: Bytes): DataObjectMap {
  const issuer = new DataObjects(registry.content(registry.issuer));
  const objects = new Map<number, Bytes>();
  const production = issuer.get(TAG_PRODUCTION_LIFE_CYCLE);
  if (production !== undefined) {
    objects.set(TAG_DIVERSIFICATION, makeDiversification(aid, production));
  }
  const cardData = issuer.get(TAG_CARD_DATA);
  if (cardData !== undefined) objects.set(TAG_CARD_DATA, domainCardData(cardData));
  return objects;
}

/** PUT KEY: new keys, and keys in the place of others. [GPCS §11.8] [GPCS §7.5] */
import { bytes, type Bytes, concat, Secret } from '../../base/index.ts';
import { refuse, type Response, type Session } from '../../os/abi/index.ts';
import { INS, SW } from '../../wire/index.ts';
import { isPublicComponent, plainKeyType } from '../../wire/globalplatform/index.ts';
import { decryptSensitive } from '../channel/channel-state.ts';
import type { Domain } from '../domain/domain.ts';
import { checkKeyAccess, checkKeyCheckValue, checkKeyParts } from '../domain/key-acceptance.ts';
import {
  type KeyComponentBlock,
  type KeyDataField,
  parseKeyData,
  parsePaddedBlock,
} from '../domain/key-data-field.ts';
import { type Key, type KeyPart, VERSION_MAX } from '../domain/key.ts';
import { type CommandDefinition, incoming } from './definition.ts';
import { placeKeys } from './key-placement.ts';

/** Bit of P2. [GPCS §11.8.2.2 table 11-66] */
const MULTIPLE = 0x80;
/** Highest key identifier. [GPCS §11.8.2.2] */
const ID_MAX = 0x7f;

export const putKey: CommandDefinition = {
  name: 'PUT KEY',
  ins: INS.PUT_KEY,
  clause: 'GPCS §11.8',
  classes: 'proprietary',
  security: 'authenticated',
  cardStates: 'before-locked',
  chains: true,
  direction: incoming,
  run(domain, command) {
    const { version, fields } = parseKeyData(command.data);
    const { p1, p2, session } = command;
    const first = p2 & ID_MAX;
    if (version < 1 || version > VERSION_MAX) {
      refuse(SW.WRONG_DATA, 'GPCS §11.8.2.3', 'a key version number is 01 to 7F');
    }
    if ((p2 & MULTIPLE) === 0 && fields.length > 1) {
      refuse(SW.WRONG_DATA, 'GPCS §11.8.2.2', 'P2 announces one key');
    }
    if (first + fields.length - 1 > ID_MAX) {
      refuse(SW.WRONG_DATA, 'GPCS §11.8.2.2', 'key identifiers end at 7F');
    }
    const keys = fields.map((field, at) => {
      const key = keyOf(domain, session, field);
      return { ...key, version, id: first + at };
    });
    placeKeys(domain, keys, p1);
    return response(version, fields);
  },
};

/** The version number and the check values as they came. [GPCS §11.8.3.1] */
function response(version: number, fields: readonly KeyDataField[]): Response {
  const data = concat(bytes(version), ...fields.map(({ checkValue }) => checkValue));
  return { data, sw: SW.OK };
}

/** A key as it can be kept, still without a name. */
function keyOf(
  domain: Domain,
  session: Session,
  field: KeyDataField,
): Pick<Key, 'parts' | 'usage' | 'access'> {
  const { usage, access } = field;
  checkKeyAccess(access);
  const parts = field.components.map((one) => partOf(domain, session, one));
  checkKeyParts(domain, parts);
  checkKeyCheckValue(domain, parts, field.checkValue);
  return { parts, usage, access };
}

function partOf(domain: Domain, session: Session, component: KeyComponentBlock): KeyPart {
  const type = plainKeyType(component.type);
  const { block } = component;
  const value = isPublicComponent(type) ? block : decrypted(domain, session, block);
  return { type, value: new Secret(value) };
}

/** A secret component; where it is padded its length comes before. [GPCS §11.8.2.3.3] */
function decrypted(domain: Domain, session: Session, block: Bytes): Bytes {
  const whole = decryptSensitive(domain, session, block);
  if (whole !== undefined) return whole;
  const { length, rest } = parsePaddedBlock(block);
  const padded = decryptSensitive(domain, session, rest);
  if (padded !== undefined && length <= padded.length) return padded.subarray(0, length);
  return refuse(SW.WRONG_DATA, 'GPCS §11.8.2.3.2', 'a secret key component is not encrypted');
}

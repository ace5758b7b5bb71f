/**
 * ES10b.LoadCRL. A list in parts is not taken: it is answered as one of a wrong format.
 * [SGP22 §5.7.12] [SGP22 §4.6.2]
 */
import { type Bytes, describeWireError, equal, hex, isWireError } from '../../base/index.ts';
import { Refusal } from '../../os/abi/index.ts';
import {
  emitLoadCrlResponse,
  ES10_TAG,
  LOAD_CRL_ERROR,
  parseLoadCrlRequest,
} from '../../wire/es10/index.ts';
import { SW } from '../../wire/index.ts';
import {
  CRL_EXTENSION,
  EXTENSION,
  findExtension,
  parseAuthorityKeyIdentifier,
  parseExtensionNumber,
  parseRevocationList,
  type RevocationList,
} from '../../wire/x509/index.ts';
import { type Es10Function, noteError, readable, type Wrong, wrong } from '../es10-function.ts';
import type { Euicc } from '../euicc.ts';
import { isSignedBy, type Revocations } from '../trust/index.ts';

const NAME = 'LoadCRL';
type ErrorName = keyof typeof LOAD_CRL_ERROR;

export const loadCrl: Es10Function = {
  name: NAME,
  tag: ES10_TAG.loadCrl,
  run(euicc, source) {
    const { crl } = readable(parseLoadCrlRequest(source), 'SGP22 §5.7.12');
    const read = listOf(euicc, crl);
    const found = 'error' in read ? read : (keep(euicc, read) ?? read);
    if (!('error' in found)) return emitLoadCrlResponse({});
    noteError(euicc, NAME, found);
    return emitLoadCrlResponse({ error: LOAD_CRL_ERROR[found.error] });
  },
};

/** What the list states, signed by an issuer that the eUICC trusts. */
function listOf({ services, trust }: Euicc, source: Bytes): Revocations | Wrong<ErrorName> {
  const list = parseRevocationList(source);
  if (isWireError(list)) return wrong('invalidCRLFormat', describeWireError(list));
  const authority = findExtension(list.extensions, EXTENSION.authorityKeyIdentifier);
  const keyId = authority && parseAuthorityKeyIdentifier(authority.value);
  if (keyId === undefined || isWireError(keyId))
    return wrong('invalidCRLFormat', 'it does not name the key of its issuer');
  const issuer = trust.find((one) => equal(one.keyId, keyId));
  if (issuer === undefined) return wrong('verificationKeyNotFound', `no issuer ${hex(keyId)}`);
  if (!isSignedBy(services.crypto, list, issuer))
    return wrong('invalidSignature', 'its signature is wrong');
  const crlNumber = numberOf(list, CRL_EXTENSION.crlNumber);
  const isPart =
    findExtension(list.extensions, CRL_EXTENSION.deltaCrlIndicator) !== undefined ||
    (numberOf(list, CRL_EXTENSION.totalPartialCrlNumber) ?? 1) > 1;
  if (crlNumber === undefined || isPart)
    return wrong('invalidCRLFormat', 'only a whole list with a number is taken');
  return { keyId, crlNumber, serialNumbers: list.revoked.map((one) => one.serialNumber) };
}

function numberOf({ extensions }: RevocationList, type: string): number | undefined {
  const found = findExtension(extensions, type);
  const number = found && parseExtensionNumber(found.value);
  return isWireError(number) ? undefined : number;
}

/** The list takes the place of an older one of its issuer. */
function keep({ revocations }: Euicc, list: Revocations): Wrong<ErrorName> | undefined {
  const others = revocations.get().filter((one) => !equal(one.keyId, list.keyId));
  const before = revocations.get().find((one) => equal(one.keyId, list.keyId));
  if (before !== undefined && before.crlNumber >= list.crlNumber)
    return wrong('fresherCrlAlreadyLoaded', `list ${before.crlNumber} is there`);
  try {
    revocations.set([...others, list]);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal && error.sw === SW.NO_MEMORY)
      return wrong('notEnoughMemorySpace', error.why);
    throw error;
  }
}

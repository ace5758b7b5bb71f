/** GetEuiccConfiguredAddresses and SetDefaultDpAddress. [SGP22 §5.7.3] [SGP22 §5.7.4] */
import { type Bytes, isWireError, utf8, type WireError } from '../../base/index.ts';
import { emitTlv } from '../index.ts';
import { openMessage, optional, parseText, present, required } from '../asn1/index.ts';
import { emitResult, parseResult } from './result.ts';
import { ELEMENT, ES10_TAG } from './tags.ts';

/** Longest fully qualified domain name that we take; the module sets no bound. [RFC1035 §2.3.4] */
export const ADDRESS_LENGTH_MAX = 255;

export interface ConfiguredAddresses {
  /** Absent while none is set. */
  readonly defaultDp?: string | undefined;
  readonly rootDs: string;
}

export const SET_DEFAULT_DP_RESULT = { ok: 0, undefinedError: 127 } as const;

export function parseConfiguredAddresses(source: Bytes): ConfiguredAddresses | WireError {
  const tag = ES10_TAG.getEuiccConfiguredAddresses;
  const reader = openMessage('EuiccConfiguredAddressesResponse', tag, source);
  if (isWireError(reader)) return reader;
  const dp = optional(reader, ELEMENT.first);
  const defaultDp = dp && parseText(reader, dp, ADDRESS_LENGTH_MAX);
  if (isWireError(defaultDp)) return defaultDp;
  const ds = required(reader, ELEMENT.second);
  if (isWireError(ds)) return ds;
  const rootDs = parseText(reader, ds, ADDRESS_LENGTH_MAX);
  return isWireError(rootDs) ? rootDs : { defaultDp, rootDs };
}

export function emitConfiguredAddresses(addresses: ConfiguredAddresses): Bytes {
  const { defaultDp, rootDs } = addresses;
  return emitTlv(
    ES10_TAG.getEuiccConfiguredAddresses,
    present(defaultDp === undefined ? undefined : emitTlv(ELEMENT.first, utf8(defaultDp))),
    emitTlv(ELEMENT.second, utf8(rootDs)),
  );
}

/** The new address; empty removes it. */
export function parseSetDefaultDpAddressRequest(
  source: Bytes,
): { readonly address: string } | WireError {
  const reader = openMessage('SetDefaultDpAddressRequest', ES10_TAG.setDefaultDpAddress, source);
  if (isWireError(reader)) return reader;
  const value = required(reader, ELEMENT.first);
  if (isWireError(value)) return value;
  const address = parseText(reader, value, ADDRESS_LENGTH_MAX);
  return isWireError(address) ? address : { address };
}

export function emitSetDefaultDpAddressRequest(request: { readonly address: string }): Bytes {
  return emitTlv(ES10_TAG.setDefaultDpAddress, emitTlv(ELEMENT.first, utf8(request.address)));
}

export function parseSetDefaultDpAddressResponse(source: Bytes): number | WireError {
  return parseResult('SetDefaultDpAddressResponse', ES10_TAG.setDefaultDpAddress, source);
}

export function emitSetDefaultDpAddressResponse(result: number): Bytes {
  return emitResult(ES10_TAG.setDefaultDpAddress, result);
}

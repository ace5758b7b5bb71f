/**
 * Parameters of INSTALL: what the application is given, and what the system reserves. Objects
 * of others, and those that the system may ignore, are skipped. [GPCS §11.5.2.3.7]
 */
import { type Bytes, concat, EMPTY, isWireError, readBigEndian } from '../../base/index.ts';
import { refuse } from '../../os/abi/index.ts';
import { findTlv, parseTlvs, SW, type Tlv } from '../../wire/index.ts';
import { INSTALL_TAG } from '../../wire/globalplatform/index.ts';
import { type ContactlessParameters, contactlessParameters } from './contactless-parameters.ts';
import { isSelectionParameter, selectionParameter } from '../registry/implicit-selection.ts';

const CLAUSE = 'GPCS §11.5.2.3.7';

/** Service parameters are two bytes each. [GPCS §8.1.3] */
const SERVICE_LENGTH = 2;
/** The highest bit is reserved, and ignored. [GPCS §11.1] */
const RESTRICT_BITS = 0x7f;

export interface InstallParameterValues {
  /** The value of tag C9, where there is one. */
  readonly specific: Bytes | undefined;
  /** What a UICC keeps of the application: the value of tag EA. [TS102226 §8.2.1.3.2.2] */
  readonly uicc: Bytes | undefined;
  /** Bytes: a minimum for a load file, a quota for an application. */
  readonly code: number;
  readonly volatile: number | undefined;
  readonly nonVolatile: number | undefined;
  readonly volatileReserved: number;
  readonly nonVolatileReserved: number;
  /** Implicit selection parameters, one byte each. */
  readonly implicit: Bytes;
  readonly services: Bytes | undefined;
  /** Bits of functions to restrict. */
  readonly restrict: number | undefined;
  readonly provider: Bytes;
  /** Of tags A0 and A1. */
  readonly contactless: ContactlessParameters | undefined;
  /** The template of tag B6, empty where there is none: which token it is. */
  readonly tokenReference: Bytes;
}

export function parseInstallParameters(field: Bytes): InstallParameterValues {
  const objects = listOf(field);
  const system = listOf(findTlv(objects, INSTALL_TAG.SYSTEM) ?? EMPTY);
  const reference = listOf(findTlv(objects, INSTALL_TAG.TOKEN_REFERENCE) ?? EMPTY);
  return {
    specific: findTlv(objects, INSTALL_TAG.APPLICATION),
    uicc: findTlv(objects, INSTALL_TAG.UICC),
    code: memory(system, INSTALL_TAG.CODE_MEMORY) ?? 0,
    volatile: memory(system, INSTALL_TAG.VOLATILE),
    nonVolatile: memory(system, INSTALL_TAG.NON_VOLATILE),
    volatileReserved: memory(system, INSTALL_TAG.VOLATILE_RESERVED) ?? 0,
    nonVolatileReserved: memory(system, INSTALL_TAG.NON_VOLATILE_RESERVED) ?? 0,
    implicit: implicitSelection(system),
    services: services(system),
    restrict: restriction(system),
    contactless: contactlessParameters(system),
    provider: findTlv(reference, INSTALL_TAG.PROVIDER) ?? EMPTY,
    tokenReference: findTlv(objects, INSTALL_TAG.TOKEN_REFERENCE) ?? EMPTY,
  };
}

function listOf(field: Bytes): readonly Tlv[] {
  const list = parseTlvs(field);
  if (isWireError(list)) refuse(SW.WRONG_DATA, CLAUSE, 'parameters are data objects');
  return list;
}

/** Two or four bytes. */
function memory(system: readonly Tlv[], tag: number): number | undefined {
  const value = findTlv(system, tag);
  if (value === undefined) return undefined;
  if (value.length === 2 || value.length === 4) return readBigEndian(value);
  return refuse(SW.WRONG_DATA, CLAUSE, 'an amount of memory is two or four bytes');
}

function implicitSelection(system: readonly Tlv[]): Bytes {
  const all = system.filter((one) => one.tag === INSTALL_TAG.IMPLICIT);
  for (const { value } of all) {
    if (value.length === 1 && isSelectionParameter(value[0]!)) continue;
    refuse(SW.WRONG_DATA, 'GPCS §11.1.7', 'no implicit selection parameter');
  }
  return concat(...all.map((one) => selectionParameter(one.value[0]!)));
}

function services(system: readonly Tlv[]): Bytes | undefined {
  const value = findTlv(system, INSTALL_TAG.SERVICES);
  if (value === undefined || (value.length > 0 && value.length % SERVICE_LENGTH === 0)) {
    return value;
  }
  return refuse(SW.WRONG_DATA, 'GPCS §8.1.3', 'service parameters are two bytes each');
}

function restriction(system: readonly Tlv[]): number | undefined {
  const value = findTlv(system, INSTALL_TAG.RESTRICT);
  if (value === undefined) return undefined;
  if (value.length === 1) return value[0]! & RESTRICT_BITS;
  return refuse(SW.WRONG_DATA, `${CLAUSE} table 11-53`, 'no restrict parameter');
}

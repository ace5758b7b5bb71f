/** What an eUICC says of itself. [SGP22 §5.7.3] [SGP22 §5.7.8] [SGP22 §5.7.20] [SGP22 §5.7.22] */
import { type Bytes, hex, isWireError } from '../../base/index.ts';
import {
  type AuthorisationRule,
  type ConfiguredAddresses,
  emitEmptyRequest,
  emitGetEuiccDataRequest,
  emitSetDefaultDpAddressRequest,
  type EuiccInfo1,
  type EuiccInfo2,
  type IsdRTemplate,
  parseConfiguredAddresses,
  parseEuiccInfo1,
  parseEuiccInfo2,
  parseGetEuiccDataResponse,
  parseGetRatResponse,
  parseSetDefaultDpAddressResponse,
} from '../../wire/es10/index.ts';
import { type ExtendedCardResources, parseExtendedCardResources } from '../../wire/index.ts';
import type { LpaConversation } from './conversation.ts';
import { call, callIfThere, type Es10Call } from './es10-call.ts';
import type { IsdRChannel } from './isd-r-channel.ts';
import { checkResult } from './result.ts';

const TAG_EID = 0x5a;

export interface ChipFacts {
  readonly isdR: Bytes;
  readonly template: IsdRTemplate | undefined;
  /** 32 digits. */
  readonly eid: string;
  readonly info1: EuiccInfo1 | undefined;
  readonly info2: EuiccInfo2 | undefined;
  /** Of the second information. */
  readonly resources: ExtendedCardResources | undefined;
  readonly addresses: ConfiguredAddresses | undefined;
  /** The rules authorisation table. */
  readonly rules: readonly AuthorisationRule[] | undefined;
}

const ADDRESSES: Es10Call<ConfiguredAddresses> = {
  name: 'GetEuiccConfiguredAddresses',
  request: emitEmptyRequest('getEuiccConfiguredAddresses'),
  parse: parseConfiguredAddresses,
};

/** All but the EID may be missing: editions and makers differ. */
export function* readChip(isdR: IsdRChannel): LpaConversation<ChipFacts> {
  const eid = yield* readEid(isdR);
  const info1 = yield* callIfThere(isdR, {
    name: 'GetEuiccInfo1',
    request: emitEmptyRequest('getEuiccInfo1'),
    parse: parseEuiccInfo1,
  });
  const info2 = yield* callIfThere(isdR, {
    name: 'GetEuiccInfo2',
    request: emitEmptyRequest('getEuiccInfo2'),
    parse: parseEuiccInfo2,
  });
  const resources = info2 && parseExtendedCardResources(info2.cardResource);
  const addresses = yield* callIfThere(isdR, ADDRESSES);
  const rules = yield* callIfThere(isdR, {
    name: 'GetRAT',
    request: emitEmptyRequest('getRat'),
    parse: parseGetRatResponse,
  });
  return {
    isdR: isdR.aid,
    template: isdR.template,
    eid,
    info1,
    info2,
    resources: isWireError(resources) ? undefined : resources,
    addresses,
    rules,
  };
}

/** [SGP22 §5.7.3] */
export function* readAddresses(isdR: IsdRChannel): LpaConversation<ConfiguredAddresses> {
  return yield* call(isdR, ADDRESSES);
}

/** 32 digits. */
export function* readEid(isdR: IsdRChannel): LpaConversation<string> {
  const { eid } = yield* call(isdR, {
    name: 'GetEID',
    request: emitGetEuiccDataRequest({ tag: TAG_EID }),
    parse: parseGetEuiccDataResponse,
  });
  return hex(eid);
}

/** An empty address removes the one that is set. [SGP22 §5.7.4] */
export function* setDefaultDpAddress(isdR: IsdRChannel, address: string): LpaConversation<void> {
  const name = 'SetDefaultDpAddress';
  const request = emitSetDefaultDpAddressRequest({ address });
  checkResult(name, yield* call(isdR, { name, request, parse: parseSetDefaultDpAddressResponse }));
}

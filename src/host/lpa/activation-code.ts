/** Activation codes, as operators print them. [SGP22 §4.1] */
import { HostError } from '../../base/index.ts';

export interface ActivationCode {
  /** Of the SM-DP+: a host, and a port where it is not that of HTTPS. */
  readonly address: string;
  /** The token; empty where the server finds the order by the EID. */
  readonly matchingId: string;
  /** Object identifier that the server's certificate is to have. */
  readonly oid: string | undefined;
  readonly codeRequired: boolean;
}

/** What QR codes have in front. */
const PREFIX = /^LPA:/i;
const FORMAT = '1';

/** Throws `HostError` INPUT_INVALID. */
export function parseActivationCode(text: string): ActivationCode {
  const parts = text.trim().replace(PREFIX, '').split('$');
  const [format, address = '', matchingId = '', oid = '', required = '', ...more] = parts;
  if (format !== FORMAT) throw invalid(`its format is ${format}, and 1 is known`);
  if (!/^[^\s/$]{1,255}$/.test(address)) throw invalid('it has no address of an SM-DP+');
  if (!/^[0-9A-Za-z-]{0,255}$/.test(matchingId))
    throw invalid('its token has more than letters, digits and hyphens');
  if (!/^(\d+(\.\d+)+)?$/.test(oid)) throw invalid(`${oid} is no object identifier`);
  if (!/^[01]?$/.test(required)) throw invalid('its last part is neither 0 nor 1');
  if (more.length > 0) throw invalid('it has more than five parts');
  return { address, matchingId, oid: oid === '' ? undefined : oid, codeRequired: required === '1' };
}

export function emitActivationCode(code: ActivationCode): string {
  const { address, matchingId, oid, codeRequired } = code;
  const optional = codeRequired ? [oid ?? '', '1'] : oid === undefined ? [] : [oid];
  return `LPA:${[FORMAT, address, matchingId, ...optional].join('$')}`;
}

function invalid(why: string): HostError {
  const next = 'give it as it is printed: LPA:1$SERVER$TOKEN, in single quotation marks';
  return new HostError('INPUT_INVALID', `no activation code: ${why}`, next);
}

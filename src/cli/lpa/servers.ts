/** The way to servers, with the issuers that the options and the device name. */
import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { type Bytes, HostError, unhex } from '../../base/index.ts';
import type { DeviceFacts, LpaPost } from '../../host/lpa/index.ts';
import { emitDigits } from '../../wire/index.ts';
import { DOCUMENT_LENGTH_MAX } from '../../keep/files/index.ts';
import { readGivenFile } from '../read-given-file.ts';
import type { ServerOptions } from './options.ts';

/** A packet of a profile is made for each download; servers of the field take their time. */
const TIMEOUT_MS = 60_000;
const USER_AGENT = 'gsma-rsp-lpad';
/** The type that open LPAs report. */
const TAC = '35290611';
const TAC_LENGTH = 8;

export interface Servers {
  post(request: LpaPost): Promise<Bytes>;
  close(): void;
}

export async function openServers(
  { ca = [], connect }: ServerOptions,
  known: readonly Bytes[],
): Promise<Servers> {
  const { HttpsClient } = await import('../../attach/https-client/index.ts');
  const issuers = [...rootCertificates, ...known.map(pemOf), ...ca.map(readIssuers)];
  const options = { issuers, connect, timeoutMs: TIMEOUT_MS, userAgent: USER_AGENT };
  const client = new HttpsClient(options);
  return {
    post: ({ url, body }) => client.post(url, body),
    close: () => client.close(),
  };
}

export function deviceFacts({ imei }: ServerOptions): DeviceFacts {
  if (imei === undefined) return { tac: unhex(TAC) };
  return { tac: unhex(imei.slice(0, TAC_LENGTH)), imei: emitDigits(imei) };
}

/** One certificate in DER, or all of a PEM file. */
function readIssuers(file: string): string {
  const content = readGivenFile(file, { lengthMax: DOCUMENT_LENGTH_MAX });
  if (content.includes('-----BEGIN CERTIFICATE-----')) return content.toString('utf8');
  return pemOf(content, file);
}

function pemOf(der: Bytes, from: string | number): string {
  try {
    return new X509Certificate(der).toString();
  } catch {
    throw new HostError(
      'INPUT_INVALID',
      typeof from === 'string' ? `${from} is no certificate` : 'a CI of the device does not read',
      'give the certificate of a CI, PEM or DER',
    );
  }
}

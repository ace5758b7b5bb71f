/** What an RSP session has of its server, and of the download that is prepared. [SGP22 §3.0.1] */
import type { Bytes } from '../../base/index.ts';
import type { OneTimeKey } from '../one-time-key.ts';
import type { CheckedCertificate } from '../trust/index.ts';

/** A server that has proved who it is. [SGP22 §5.7.13] */
export interface AuthenticatedServer {
  readonly transactionId: Bytes;
  readonly address: string;
  /** CERT.DPauth or CERT.DSauth. */
  readonly certificate: CheckedCertificate;
  /** The object identifier of the server. */
  readonly oid: string;
  /** Of the issuer under which both sides sign. */
  readonly ciKeyId: Bytes;
  /** What the server signs next goes together with it. */
  readonly euiccSignature1: Bytes;
}

/** A download that has its keys. [SGP22 §5.7.5] */
export interface PreparedDownload {
  /** CERT.DPpb. */
  readonly certificate: CheckedCertificate;
  readonly key: OneTimeKey;
}

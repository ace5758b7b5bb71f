/** What the ISD-R says of itself in the answer to its SELECT. [SGP22 §5.7.1] */
import { type Bytes, isWireError, type WireError } from '../../base/index.ts';
import { emitTlv } from '../index.ts';
import { openMessage, required } from '../asn1/index.ts';
import { emitVersion, parseVersion, type VersionType } from './version.ts';

const TAG = 0xe0;
const SVN = 0x82;

export interface IsdRTemplate {
  /** The edition of SGP.22 it follows. */
  readonly svn: VersionType;
}

export function parseIsdRTemplate(source: Bytes): IsdRTemplate | WireError {
  const reader = openMessage('ISDRProprietaryApplicationTemplate', TAG, source);
  if (isWireError(reader)) return reader;
  const value = required(reader, SVN);
  if (isWireError(value)) return value;
  const svn = parseVersion(reader, value);
  return isWireError(svn) ? svn : { svn };
}

export function emitIsdRTemplate(template: IsdRTemplate): Bytes {
  return emitTlv(TAG, emitVersion(SVN, template.svn));
}

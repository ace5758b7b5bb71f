/** Names of subjects: the ones that an authority may certify, and further ones. [RFC5280 §4.2.1] */
import { type Bytes, concat, isWireError, utf8, type WireError } from '../../base/index.ts';
import {
  DerReader,
  emitObjectIdentifier,
  parseObjectIdentifier,
  UNIVERSAL,
} from '../asn1/index.ts';
import { emitTlv } from '../index.ts';
import { emitName, type Name, readName } from './names.ts';

/** GeneralName. [RFC5280 §4.2.1.6] */
const GENERAL_NAME = { dns: 0x82, directory: 0xa4, registeredId: 0x88 } as const;
const PERMITTED = 0xa0;

/** The directory names below which the subjects must be; other forms of names are skipped. */
export function parsePermittedNames(value: Bytes): readonly Name[] | WireError {
  const reader = DerReader.of('name constraints', value);
  const inside = reader.inside(UNIVERSAL.sequence, 'name constraints');
  reader.end();
  const names: Name[] = [];
  if (inside.next(PERMITTED)) {
    const list = inside.inside(PERMITTED, 'permitted subtrees');
    while (!list.done) {
      const subtree = list.inside(UNIVERSAL.sequence, 'a subtree');
      if (subtree.next(GENERAL_NAME.directory))
        names.push(readName(subtree.inside(GENERAL_NAME.directory, 'a directory name')));
      while (!subtree.done) subtree.whole('an element');
    }
  }
  while (!inside.done) inside.whole('an element');
  return reader.error ?? names;
}

export function emitPermittedNames(names: readonly Name[]): Bytes {
  const subtrees = names.map((name) =>
    emitTlv(UNIVERSAL.sequence, emitTlv(GENERAL_NAME.directory, emitName(name))),
  );
  return emitTlv(UNIVERSAL.sequence, emitTlv(PERMITTED, ...subtrees));
}

/** The registered identifier among alternative names: of a server, its OID. [SGP22 §4.5.2] */
export function parseRegisteredId(value: Bytes): string | undefined | WireError {
  const reader = DerReader.of('alternative names', value);
  const inside = reader.inside(UNIVERSAL.sequence, 'alternative names');
  reader.end();
  let found: string | undefined;
  while (!inside.done) {
    if (!inside.next(GENERAL_NAME.registeredId)) {
      inside.whole('a name');
      continue;
    }
    const oid = parseObjectIdentifier(inside.value(GENERAL_NAME.registeredId, 'an identifier'));
    if (isWireError(oid)) inside.reject(oid.expected, oid.got);
    else found ??= oid;
  }
  return reader.error ?? found;
}

export interface AlternativeNames {
  readonly dns?: string | undefined;
  readonly registeredId?: string | undefined;
}

export function emitAlternativeNames({ dns, registeredId }: AlternativeNames): Bytes {
  return emitTlv(
    UNIVERSAL.sequence,
    concat(
      ...(dns === undefined ? [] : [emitTlv(GENERAL_NAME.dns, utf8(dns))]),
      ...(registeredId === undefined
        ? []
        : [emitTlv(GENERAL_NAME.registeredId, emitObjectIdentifier(registeredId))]),
    ),
  );
}

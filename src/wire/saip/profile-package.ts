/** A profile package: profile elements one after another, with nothing around them. [SAIP §8.1] */
import { type Bytes, concat, fail, isWireError, type WireError } from '../../base/index.ts';
import { der } from '../asn1/index.ts';
import { PE_HEADER, type PeHeader } from './pe-header.ts';
import { PROFILE_ELEMENT, type ProfileElement } from './profile-element.ts';

/** Context tags, which alternatives have. */
const CONTEXT_CONSTRUCTED = 0xa0;
const FIRST_TAG_BITS = 0xe0;
const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** Reads one element at an offset; `next` is the offset behind it. */
export function parseProfileElement(
  source: Bytes,
  offset = 0,
): { readonly element: ProfileElement; readonly next: number } | WireError {
  const one = der.readElement(source, offset, 0);
  if (isWireError(one)) return der.inside('ProfileElement', one);
  if (PROFILE_ELEMENT.accepts(one.tag)) {
    const element = PROFILE_ELEMENT.parse(one);
    return isWireError(element) ? element : { element, next: one.next };
  }
  if ((source[offset]! & FIRST_TAG_BITS) !== CONTEXT_CONSTRUCTED)
    return fail('ProfileElement', offset, { expected: 'a tag of ProfileElement', got: one.tag });
  const whole = source.subarray(offset, one.next);
  const value = { whole, header: headerOf(one) };
  return { element: { kind: 'unknown', value }, next: one.next };
}

/** Elements of later editions begin with a header too. */
function headerOf(element: der.DerElement): PeHeader | undefined {
  const type = PE_HEADER.under(der.context(0));
  const first = der.readElement(element.content, 0, element.start);
  if (isWireError(first) || !type.accepts(first.tag)) return undefined;
  const header = type.parse(first);
  return isWireError(header) ? undefined : header;
}

/** An error names the number of the element in the package, from 1, and its alternative. */
export function parseProfilePackage(source: Bytes): readonly ProfileElement[] | WireError {
  const elements: ProfileElement[] = [];
  for (let at = 0; at < source.length;) {
    const one = parseProfileElement(source, at);
    if (isWireError(one)) return { ...one, codec: `element ${elements.length + 1} ${one.codec}` };
    elements.push(one.element);
    at = one.next;
  }
  return elements;
}

export function emitProfileElement(element: ProfileElement): Bytes {
  return element.kind === 'unknown' ? element.value.whole : PROFILE_ELEMENT.emit(element);
}

export function emitProfilePackage(elements: readonly ProfileElement[]): Bytes {
  return concat(...elements.map(emitProfileElement));
}

/** The package in basic XML, for tools that read it; elements of later editions are left out. */
export function profilePackageXml(elements: readonly ProfileElement[]): string {
  const known = elements.flatMap((element) =>
    element.kind === 'unknown'
      ? []
      : [`<ProfileElement>${PROFILE_ELEMENT.xml(element)}</ProfileElement>\n`],
  );
  const lines = [XML_DECLARATION, '<ProfilePackage>\n', ...known, '</ProfilePackage>\n'];
  return lines.join('');
}

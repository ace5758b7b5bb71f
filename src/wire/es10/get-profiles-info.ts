/** GetProfilesInfo: the list of profiles. [SGP22 §5.7.15] */
import { type Bytes, concat, isWireError, type WireError } from '../../base/index.ts';
import { emitTag, emitTlv } from '../index.ts';
import {
  emitInteger,
  openInside,
  openMessage,
  optional,
  parseInteger,
  present,
  type Reader,
  tagText,
  wrong,
} from '../asn1/index.ts';
import {
  emitProfileIdentifier,
  parseProfileIdentifier,
  type ProfileIdentifier,
} from './profile-identifier.ts';
import {
  emitProfileInfo,
  parseProfileInfo,
  PROFILE_CLASSES,
  PROFILE_INFO_TAG,
  PROFILE_TAG,
  type ProfileClass,
  type ProfileInfo,
} from './profile-info.ts';
import { ELEMENT, ES10_TAG } from './tags.ts';

export const PROFILE_INFO_LIST_ERROR = { incorrectInputValues: 1, undefinedError: 127 } as const;

export type ProfileSearch =
  | ProfileIdentifier
  | { readonly by: 'class'; readonly class: ProfileClass };

export interface ProfileInfoListRequest {
  /** Which profiles; all of them when absent. */
  readonly search?: ProfileSearch | undefined;
  /** Which elements of each, as tags; the default set when absent. */
  readonly tags?: readonly number[] | undefined;
}

export type ProfileInfoListResponse =
  | { readonly profiles: readonly ProfileInfo[] }
  | { readonly error: number };

export function parseProfileInfoListRequest(source: Bytes): ProfileInfoListRequest | WireError {
  const reader = openMessage('ProfileInfoListRequest', ES10_TAG.getProfilesInfo, source);
  if (isWireError(reader)) return reader;
  const criteria = optional(reader, ELEMENT.firstConstructed);
  const search = criteria && parseSearch(reader, criteria);
  if (isWireError(search)) return search;
  const list = optional(reader, ELEMENT.tagList);
  const tags = list && parseTagList(reader, list);
  return isWireError(tags) ? tags : { search, tags };
}

function parseSearch(reader: Reader, criteria: Bytes): ProfileSearch | WireError {
  const inside = openInside(reader, criteria);
  if (isWireError(inside)) return inside;
  const value = optional(inside, PROFILE_TAG.class);
  if (value === undefined) return parseProfileIdentifier(inside);
  const number = parseInteger(inside, value);
  if (isWireError(number)) return number;
  const name = PROFILE_CLASSES[number];
  if (name !== undefined && inside.elements.length === 1) return { by: 'class', class: name };
  return wrong(inside, value, { expected: 'one profile class from 0 to 2', got: number });
}

function parseTagList(reader: Reader, list: Bytes): readonly number[] | WireError {
  const tags: number[] = [];
  for (let at = 0; at < list.length;) {
    const start = at;
    let tag = list[at++]!;
    if ((tag & 0x1f) === 0x1f) {
      let more = true;
      while (more) {
        const byte = list[at++];
        if (byte === undefined || at - start > 3) {
          return wrong(reader, list.subarray(start), {
            expected: 'a whole tag',
            got: tagText(tag),
          });
        }
        tag = tag * 256 + byte;
        more = (byte & 0x80) !== 0;
      }
    }
    tags.push(tag);
  }
  return tags;
}

export function emitProfileInfoListRequest(request: ProfileInfoListRequest): Bytes {
  return emitTlv(
    ES10_TAG.getProfilesInfo,
    present(
      request.search && emitTlv(ELEMENT.firstConstructed, emitSearch(request.search)),
      request.tags && emitTlv(ELEMENT.tagList, ...request.tags.map(emitTag)),
    ),
  );
}

function emitSearch(search: ProfileSearch): Bytes {
  if (search.by !== 'class') return emitProfileIdentifier(search);
  return emitInteger(PROFILE_TAG.class, PROFILE_CLASSES.indexOf(search.class));
}

export function parseProfileInfoListResponse(source: Bytes): ProfileInfoListResponse | WireError {
  const reader = openMessage('ProfileInfoListResponse', ES10_TAG.getProfilesInfo, source);
  if (isWireError(reader)) return reader;
  const failed = optional(reader, ELEMENT.second);
  if (failed !== undefined) {
    const error = parseInteger(reader, failed);
    return isWireError(error) ? error : { error };
  }
  const list = optional(reader, ELEMENT.firstConstructed);
  if (list === undefined)
    return wrong(reader, source, { expected: 'a list or an error', got: 'neither' });
  const inside = openInside(reader, list);
  if (isWireError(inside)) return inside;
  const profiles: ProfileInfo[] = [];
  for (const one of inside.elements) {
    if (one.tag !== PROFILE_INFO_TAG) continue;
    const info = parseProfileInfo(emitTlv(one.tag, one.value));
    if (isWireError(info)) return info;
    profiles.push(info);
  }
  return { profiles };
}

export function emitProfileInfoListResponse(response: ProfileInfoListResponse): Bytes {
  if ('error' in response) {
    return emitTlv(ES10_TAG.getProfilesInfo, emitInteger(ELEMENT.second, response.error));
  }
  const list = concat(...response.profiles.map(emitProfileInfo));
  return emitTlv(ES10_TAG.getProfilesInfo, emitTlv(ELEMENT.firstConstructed, list));
}

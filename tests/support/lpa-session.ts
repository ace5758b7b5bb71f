/** What an LPA does with one profile of a server, from download to deletion. */
import {
  deleteProfile,
  enableProfile,
  findProfile,
  sendNotifications,
} from '../../src/host/lpa/index.ts';
import type { Phone } from './lpa-phone.ts';
import { ALPHA, ICCID } from './lpa-world.ts';
import { SERVER } from './trust.ts';

const REFRESH = { refresh: true };

/** The events of the notifications that the server took, in order. */
export function wholeSession(phone: Phone, matchingId: string): readonly number[] {
  const events: number[] = [];
  const notify = (): void => {
    for (const { metadata, failure } of phone.hold((isdR) => sendNotifications(isdR))) {
      if (failure !== undefined) throw failure;
      events.push(...metadata.events);
    }
  };
  phone.download({ address: SERVER, matchingId });
  notify();
  const profile = phone.hold((isdR) => findProfile(isdR, ICCID));
  phone.hold((isdR) => enableProfile(isdR, profile, REFRESH));
  notify();
  const alpha = phone.hold((isdR) => findProfile(isdR, ALPHA));
  phone.hold((isdR) => enableProfile(isdR, alpha, REFRESH));
  phone.hold((isdR) => deleteProfile(isdR, profile));
  notify();
  return events;
}

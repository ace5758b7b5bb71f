/** A phone around a device: its LPA over one link, and what it exchanges with servers. */
import { type Bytes, hex, HostError, unhex, utf8 } from '../../src/base/index.ts';
import { pureCrypto } from '../../src/crypto/index.ts';
import {
  download,
  type Downloaded,
  type DownloadWish,
  holdLpa,
  IsdRChannel,
  type IsdRChannelOptions,
  listProfiles,
  type LpaConversation,
  type LpaParts,
  type LpaPost,
  type LpaQuestion,
  shortName,
  YES,
} from '../../src/host/lpa/index.ts';
import type { HostRig } from './host-rig.ts';

export interface PhoneOptions extends IsdRChannelOptions {
  /** The way to servers. */
  readonly post?: (request: LpaPost) => Bytes;
}

export class Phone {
  readonly rig: HostRig;
  readonly link: string;
  readonly isdR: IsdRChannel;
  readonly parts: LpaParts;
  /** Commands as sent. */
  readonly sent: string[] = [];
  /** Questions to the end user, and the answers that are given to them. */
  readonly questions: LpaQuestion[] = [];
  consent: Bytes = YES;
  code = '';
  post: ((request: LpaPost) => Bytes) | undefined;
  resets = 0;

  constructor(rig: HostRig, link: string, { post, ...options }: PhoneOptions = {}) {
    this.rig = rig;
    this.link = link;
    this.post = post;
    this.isdR = new IsdRChannel(options);
    this.parts = { isdR: this.isdR, crypto: pureCrypto, device: { tac: unhex('35290611') } };
  }

  hold<T>(exchange: (isdR: IsdRChannel) => LpaConversation<T>): T {
    const { post } = this;
    return holdLpa(exchange(this.isdR), {
      transmit: (apdu) => {
        this.sent.push(hex(apdu));
        return unhex(this.rig.send(this.link, hex(apdu)));
      },
      ...(post === undefined ? {} : { post }),
      answer: (question) => {
        this.questions.push(question);
        return question.kind === 'consent' ? this.consent : utf8(this.code);
      },
      reset: () => {
        this.resets++;
        this.rig.reset(this.link);
      },
    });
  }

  download(wish: DownloadWish): Downloaded {
    return this.hold(() => download(this.parts, wish));
  }

  states(): readonly (readonly [string, string | undefined])[] {
    return this.hold(listProfiles).map((one) => [shortName(one), one.state]);
  }
}

export function hasCode(code: string, words: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof HostError && error.code === code && words.test(error.message);
}

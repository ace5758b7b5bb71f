/** One command of `bifrons gp`: a card, a session, a secure channel where it needs one. */
import { HostError, Secret, unhex } from '../../base/index.ts';
import type {
  CardData,
  CardSession,
  HostConversation,
  StaticKeys,
} from '../../host/off-card/index.ts';
import { firstByte, OBJECT, SCP11, SCP11_OPTION } from '../../wire/globalplatform/index.ts';
import { Output, writeNote } from '../output.ts';
import { SYSTEM_RANDOM } from '../system-random.ts';
import { type Card, openCard, printed } from '../card-place.ts';
import { readCertificates, readKey, readPem } from './key-material.ts';
import type { CardOptions, ChannelOptions } from './options.ts';
import { ProgressBar } from '../progress-bar.ts';

/** Cards come with it from their makers for tests. */
const TEST_KEY = '404142434445464748494A4B4C4D4E4F';

/** Commands that only look: where there is no device yet, they leave no folder. */
const LOOKS: readonly string[] = ['info', 'list', 'get-data'];

export interface CardTask {
  readonly session: CardSession;
  readonly output: Output;
  readonly card: Card;
  /** Of the card specification, as the card says it once a secure channel is open. */
  readonly version: string | undefined;
  /** Holds a conversation with the card. */
  hold<T>(exchange: (session: CardSession) => HostConversation<T>): Promise<T>;
}

/** Selects the security domain and does the work; the card is let go of, whatever happens. */
export async function withCardTask(
  options: CardOptions,
  doing: string,
  work: (task: CardTask) => Promise<void>,
): Promise<void> {
  const { CardSession: Session } = await import('../../host/off-card/index.ts');
  const { manageCard } = await import('../../run/runner/conversations/index.ts');
  const { nodeCrypto } = await import('../../attach/node-crypto/index.ts');
  const card = await openCard(options, {
    doing: `bifrons gp ${doing}`,
    look: LOOKS.includes(doing),
    kind: 'globalplatform',
  });
  const output = new Output(options);
  const bar = new ProgressBar(output);
  const session = new Session({ crypto: nodeCrypto, rng: SYSTEM_RANDOM });
  const transmit = options.verbose === true ? printed(card.transmit) : card.transmit;
  const hold: CardTask['hold'] = (exchange) =>
    manageCard(exchange(session), { transmit, report: (progress) => bar.show(progress) }).finally(
      () => bar.end(),
    );
  try {
    await hold(() => session.select(unhex(options.sd ?? '')));
    await work({ session, output, card, hold, version: undefined });
  } finally {
    await card.close();
  }
}

/** The same with a secure channel open. */
export async function withChannelTask(
  options: ChannelOptions,
  doing: string,
  work: (task: CardTask) => Promise<void>,
): Promise<void> {
  const { getData, parseCardData } = await import('../../host/off-card/index.ts');
  await withCardTask(options, doing, async (task) => {
    const cardData = await task.hold((session) => getData(session, OBJECT.CARD_DATA));
    const known = cardData === undefined ? undefined : parseCardData(cardData);
    await openChannel(task, options, known?.protocols ?? []);
    await work({ ...task, version: known?.version });
  });
}

async function openChannel(
  task: CardTask,
  options: ChannelOptions,
  offered: CardData['protocols'],
): Promise<void> {
  const { authenticate } = await import('../../host/off-card/index.ts');
  if (options.scp?.protocol === SCP11) return openByAgreement(task, options);
  const keys = keysIn(options);
  const { keyVersion, level, kdf = 'none', scp } = options;
  await task.hold((session) =>
    authenticate(session, {
      keys,
      keyVersion,
      level,
      diversification: kdf,
      offered,
      protocol: scp?.protocol as 2 | 3 | undefined,
      option: scp?.option,
    }),
  );
}

/** The keys of the options, or the test key with a note. */
function keysIn(options: ChannelOptions): StaticKeys {
  const { key, enc, mac, dek } = options;
  const given = [enc, mac, dek].filter((one) => one !== undefined);
  if (key !== undefined && given.length > 0) {
    throw invalid('--key and single keys are both given', 'give --key, or --enc, --mac and --dek');
  }
  if (given.length > 0 && given.length < 3) {
    throw invalid('a key set has three keys', 'give --enc, --mac and --dek, or --key for all');
  }
  if (enc !== undefined && mac !== undefined && dek !== undefined) {
    return {
      enc: new Secret(readKey(enc, '--enc')),
      mac: new Secret(readKey(mac, '--mac')),
      dek: new Secret(readKey(dek, '--dek')),
    };
  }
  if (key === undefined && options.reader !== undefined) {
    writeNote('no key is given: the test key 40...4F is used', options.json === true);
  }
  const all = new Secret(key === undefined ? unhex(TEST_KEY) : readKey(key, '--key'));
  return { enc: all, mac: all, dek: all };
}

async function openByAgreement(task: CardTask, options: ChannelOptions): Promise<void> {
  const { agreeScp11, cardPublicKey, curveOfPoint, readFacts, scp11KeyId } =
    await import('../../host/off-card/index.ts');
  const variant = options.scp?.variant ?? 'b';
  const id = scp11KeyId(variant);
  const facts = await task.hold(readFacts);
  const { keyVersion } = options;
  const known = facts.keys.find(
    (one) => one.id === id && (keyVersion === 0 || one.version === keyVersion),
  );
  const version = known?.version ?? keyVersion;
  const point =
    options.cardKey === undefined
      ? await task.hold((session) => cardPublicKey(session, { id, version }))
      : readKey(options.cardKey, '--card-key');
  const curve = curveOfPoint(point);
  if (curve === undefined) {
    throw invalid('the public key of the card is no point of a curve of NIST', 'give --card-key');
  }
  const { options: offered = [] } =
    facts.card?.protocols.find((one) => one.protocol === SCP11) ?? {};
  const identity = variant === 'b' ? undefined : await identityIn(options, version);
  await task.hold((session) =>
    agreeScp11(session, {
      variant,
      curve,
      cardKey: point,
      keyVersion: version,
      level: options.level === 0x33 ? 0x33 : 0x11,
      s16: offered.some((one) => (firstByte(one) & SCP11_OPTION.S16) !== 0),
      ...(identity === undefined ? {} : { identity }),
    }),
  );
}

async function identityIn(options: ChannelOptions, version: number) {
  const { hostKey, hostCertificates, authority } = options;
  if (hostKey === undefined || hostCertificates === undefined) {
    const next = 'give --host-key and --host-certificates, or use --scp 11b';
    throw invalid('SCP11a and SCP11c need a key and certificates of the host', next);
  }
  const key = readPem(hostKey, '--host-key');
  if (key.kind !== 'ecc' || key.scalar === undefined) {
    throw invalid(`${hostKey} is no private key on a curve`, 'give the private key as PEM');
  }
  const [, first = '', second = ''] =
    /^([0-9A-Fa-f]{2}):([0-9A-Fa-f]{2})$/.exec(authority ?? '') ?? [];
  if (authority !== undefined && first === '') {
    throw invalid('--authority has another form', 'give version and identifier, as 03:10');
  }
  return {
    key: key.scalar,
    certificates: await readCertificates(hostCertificates),
    authority:
      first === ''
        ? { version, id: 0x10 }
        : { version: Number.parseInt(first, 16), id: Number.parseInt(second, 16) },
  };
}

function invalid(what: string, next: string): HostError {
  return new HostError('INPUT_INVALID', what, next);
}

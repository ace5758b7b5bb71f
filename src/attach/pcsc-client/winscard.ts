/**
 * The PC/SC library of the system, by the optional package koffi: pcsc-lite, the PC/SC framework of
 * macOS, winscard of Windows. They have one programming interface, with integers of other lengths.
 */
import type * as koffiModule from 'koffi';
import { HostError } from '../../base/index.ts';

/** A function of the library, which gives a status code. */
type Call = (...values: readonly unknown[]) => number;
/** The same on a thread of its own, as it may wait for a reader. */
type SlowCall = (...values: readonly unknown[]) => Promise<number>;

export interface Winscard {
  /** Bytes of an integer in memory that the library fills in, and of a handle. */
  readonly wordLength: 4 | 8;
  readonly handleLength: 4 | 8;
  readonly establishContext: Call;
  readonly releaseContext: Call;
  readonly listReaders: Call;
  readonly connect: SlowCall;
  readonly disconnect: Call;
  readonly status: Call;
  readonly beginTransaction: SlowCall;
  readonly endTransaction: Call;
  readonly transmit: SlowCall;
}

interface Platform {
  readonly library: string;
  /** Types of C: a status code, an unsigned integer, a handle. */
  readonly status: string;
  readonly word: string;
  readonly handle: string;
  readonly wordLength: 4 | 8;
  readonly handleLength: 4 | 8;
  /** Names of functions that take text end with it. */
  readonly narrow: string;
}

const PLATFORMS: Readonly<Partial<Record<NodeJS.Platform, Platform>>> = {
  linux: {
    library: 'libpcsclite.so.1',
    status: 'long',
    word: 'unsigned long',
    handle: 'long',
    wordLength: 8,
    handleLength: 8,
    narrow: '',
  },
  darwin: {
    library: '/System/Library/Frameworks/PCSC.framework/PCSC',
    status: 'int32_t',
    word: 'uint32_t',
    handle: 'int32_t',
    wordLength: 4,
    handleLength: 4,
    narrow: '',
  },
  win32: {
    library: 'winscard.dll',
    status: 'int32_t',
    word: 'uint32_t',
    handle: 'uintptr_t',
    wordLength: 4,
    handleLength: 8,
    narrow: 'A',
  },
};

type Koffi = (typeof koffiModule)['default'];

let loaded: Promise<Winscard> | undefined;

/** Throws `HostError` PCSC_UNAVAILABLE where the library or koffi is missing. */
export function loadWinscard(): Promise<Winscard> {
  return (loaded ??= load());
}

async function load(): Promise<Winscard> {
  const platform = PLATFORMS[process.platform];
  if (platform === undefined) throw unavailable(`no PC/SC library for ${process.platform}`);
  let koffi: Koffi;
  try {
    ({ default: koffi } = await import('koffi'));
  } catch {
    throw unavailable('the optional package koffi is missing');
  }
  let library: ReturnType<typeof koffi.load>;
  try {
    library = koffi.load(platform.library);
  } catch {
    throw unavailable(`the library ${platform.library} is missing`);
  }
  const { status, word, handle, narrow, wordLength, handleLength } = platform;
  const define = (name: string, values: readonly string[]) =>
    library.func(`${status} ${name}(${values.join(', ')})`);
  const call = (name: string, ...values: readonly string[]): Call => define(name, values) as Call;
  const slow = (name: string, ...values: readonly string[]): SlowCall => {
    const made = define(name, values);
    return (...given) =>
      new Promise((resolve, reject) => {
        made.async(...given, (error: Error | null, result: number) =>
          error === null ? resolve(result) : reject(error),
        );
      });
  };
  return {
    wordLength: process.arch === 'ia32' || process.arch === 'arm' ? 4 : wordLength,
    handleLength: process.arch === 'ia32' || process.arch === 'arm' ? 4 : handleLength,
    establishContext: call('SCardEstablishContext', word, 'void *', 'void *', 'void *'),
    releaseContext: call('SCardReleaseContext', handle),
    listReaders: call(`SCardListReaders${narrow}`, handle, 'void *', 'void *', 'void *'),
    connect: slow(`SCardConnect${narrow}`, handle, 'str', word, word, 'void *', 'void *'),
    disconnect: call('SCardDisconnect', handle, word),
    status: call(
      `SCardStatus${narrow}`,
      handle,
      'void *',
      'void *',
      'void *',
      'void *',
      'void *',
      'void *',
    ),
    beginTransaction: slow('SCardBeginTransaction', handle),
    endTransaction: call('SCardEndTransaction', handle, word),
    transmit: slow('SCardTransmit', handle, 'void *', 'void *', word, 'void *', 'void *', 'void *'),
  };
}

export function unavailable(why: string): HostError {
  return new HostError(
    'PCSC_UNAVAILABLE',
    why,
    'install pcscd (Debian: apt-get install pcscd) and start it; npm install brings koffi',
  );
}

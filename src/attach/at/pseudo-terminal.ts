/**
 * A serial line for programs that open a device file: a pseudo terminal, and a link to it where it
 * was requested. Node has no call for the few controls of it; the optional package koffi does.
 */
import {
  closeSync,
  constants,
  lstatSync,
  openSync,
  readlinkSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { ReadStream } from 'node:tty';
import { type Bytes, HostError } from '../../base/index.ts';

/** Linux. */
const TCGETS = 0x5401;
const TCSETS = 0x5402;
const TIOCGPTN = 0x80045430;
const TIOCSPTLCK = 0x40045431;
/** Four words of flags, the line discipline, 19 control characters. */
const TERMIOS_LENGTH = 60;
const CONTROL_FLAGS_AT = 2;
const CS8 = 0x30;
const CREAD = 0x80;
const CLOCAL = 0x800;
const CONTROL_CHARACTERS_AT = 17;
const VTIME = 5;
const VMIN = 6;

/** Answers a program may leave unread before they are lost. */
const BACKLOG_BYTES_MAX = 1_024 * 1_024;

type Ioctl = (fd: number, request: number, argument: ArrayBufferView) => number;

export interface PseudoTerminal {
  readonly input: AsyncIterable<Uint8Array>;
  write(bytes: Bytes): void;
  close(): void;
}

/** Throws `HostError` UNSUPPORTED, INPUT_INVALID, PERMISSION; nothing stays open then. */
export async function openPseudoTerminal(path: string): Promise<PseudoTerminal> {
  const ioctl = await loadIoctl();
  makeWay(path);
  const master = open('/dev/ptmx');
  const fds = [master];
  try {
    const name = unlock(ioctl, master);
    // Held open, so that the line stays while no program is at it.
    const held = open(name);
    fds.push(held);
    makeRaw(ioctl, held);
    link(name, path);
    return streamOf({ master, held, unlink: () => unlinkOwn(path, name) });
  } catch (error) {
    for (const fd of fds) closeSync(fd);
    throw error;
  }
}

/** The name of the other side, at which programs may be from now on. */
function unlock(ioctl: Ioctl, master: number): string {
  const number = new Int32Array(1);
  check(ioctl(master, TIOCSPTLCK, number), 'unlock it');
  check(ioctl(master, TIOCGPTN, number), 'read its number');
  return `/dev/pts/${number[0]}`;
}

interface OpenLine {
  readonly master: number;
  readonly held: number;
  readonly unlink: () => void;
}

function streamOf({ master, held, unlink }: OpenLine): PseudoTerminal {
  const stream = new ReadStream(master);
  stream.on('error', () => stream.destroy());
  let isOpen = true;
  return {
    input: stream as AsyncIterable<Uint8Array>,
    write(bytes) {
      // A serial line loses what is not read.
      if (stream.writable && stream.writableLength < BACKLOG_BYTES_MAX) stream.write(bytes);
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      unlink();
      stream.destroy();
      closeSync(held);
    },
  };
}

async function loadIoctl(): Promise<Ioctl> {
  try {
    if (process.platform !== 'linux') throw new Error('only Linux');
    const { default: koffi } = await import('koffi');
    return koffi
      .load(null)
      .func('int ioctl(int fd, unsigned long request, _Inout_ void *argument)') as Ioctl;
  } catch {
    throw new HostError(
      'UNSUPPORTED',
      'a terminal needs Linux and the optional package koffi',
      'give a TCP port instead, and join it: socat PTY,link=PATH,raw,echo=0 TCP:127.0.0.1:PORT',
    );
  }
}

function open(name: string): number {
  try {
    return openSync(name, constants.O_RDWR | constants.O_NOCTTY);
  } catch (error) {
    throw noTerminal((error as Error).message);
  }
}

/** Bytes as they are: no echo, no line editing, no signals. */
function makeRaw(ioctl: Ioctl, fd: number): void {
  const termios = new Uint8Array(TERMIOS_LENGTH);
  check(ioctl(fd, TCGETS, termios), 'read its settings');
  const flags = new Uint32Array(termios.buffer, 0, 4);
  const control = (flags[CONTROL_FLAGS_AT] ?? 0) | CS8 | CREAD | CLOCAL;
  flags.fill(0);
  flags[CONTROL_FLAGS_AT] = control;
  termios[CONTROL_CHARACTERS_AT + VMIN] = 1;
  termios[CONTROL_CHARACTERS_AT + VTIME] = 0;
  check(ioctl(fd, TCSETS, termios), 'change its settings');
}

/** What an earlier run may have left there, and nothing else. */
function makeWay(path: string): void {
  try {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return;
    if (found.isSymbolicLink() && readlinkSync(path).startsWith('/dev/pts/'))
      return unlinkSync(path);
  } catch (error) {
    throw taken(path, (error as Error).message);
  }
  throw taken(path, 'there is something else');
}

function link(name: string, path: string): void {
  try {
    symlinkSync(name, path);
  } catch (error) {
    throw taken(path, (error as Error).message);
  }
}

function unlinkOwn(path: string, name: string): void {
  try {
    if (readlinkSync(path) === name) unlinkSync(path);
  } catch {
    // It is gone already, or another run has taken the place.
  }
}

function taken(path: string, why: string): HostError {
  return new HostError('INPUT_INVALID', `${path}: ${why}`, 'give another place for the terminal');
}

function check(result: number, what: string): void {
  if (result < 0) throw noTerminal(`cannot ${what}`);
}

function noTerminal(why: string): HostError {
  return new HostError('PERMISSION', `a new terminal: ${why}`, 'give a TCP port instead');
}

/**
 * PC/SC of the test's own, in a mount and network namespace: there it can take vpcd's ports, the
 * daemon's fixed socket and its configuration folder without meeting whatever else the machine
 * runs, and all of it is gone when its processes end.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  type Argv,
  type Finished,
  Running,
  type RunOptions,
  eventually,
  run,
} from './processes.ts';

const VPCD_LIBRARY = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so';
/** Debian's own interpreter: pyscard comes as a Debian package, other Pythons do not see it. */
export const PYTHON = '/usr/bin/python3';

const PROGRAMS = [
  { path: '/usr/sbin/pcscd', debian: 'pcscd' },
  { path: VPCD_LIBRARY, debian: 'vsmartcard-vpcd' },
  { path: '/usr/bin/opensc-tool', debian: 'opensc' },
  { path: '/usr/bin/pcsc_scan', debian: 'pcsc-tools' },
  { path: '/usr/bin/unshare', debian: 'util-linux' },
  { path: '/usr/bin/nsenter', debian: 'util-linux' },
  { path: PYTHON, debian: 'python3' },
] as const;

/** Why the PC/SC tests cannot run here; `false` when they can. For node:test's `skip`. */
export function whyNoPcsc(): string | false {
  if (process.platform !== 'linux') return 'PC/SC end-to-end tests run on Linux';
  if (process.getuid?.() !== 0) return 'not root: left out';
  const missing = PROGRAMS.filter(({ path }) => !existsSync(path)).map(({ debian }) => debian);
  if (existsSync(PYTHON) && spawnSync(PYTHON, ['-c', 'import smartcard']).status !== 0) {
    missing.push('python3-pyscard' as never);
  }
  if (missing.length > 0) return `missing packages: ${[...new Set(missing)].join(', ')}`;
  if (spawnSync('/usr/bin/unshare', ['-mn', 'true']).status !== 0) return 'no namespaces here';
  return false;
}

/** The stanza Debian's package installs: two slots, on ports 35963 and 35964. */
const DEBIAN_STANZA = [
  'FRIENDLYNAME "Virtual PCD"',
  'DEVICENAME   /dev/null:0x8C7B',
  `LIBPATH      ${VPCD_LIBRARY}`,
  'CHANNELID    0x8C7B',
].join('\n');

const LOOPBACK_UP = [
  'import fcntl, socket, struct',
  's = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)',
  // SIOCSIFFLAGS with IFF_UP: the machine may have no `ip` command.
  "fcntl.ioctl(s, 0x8914, struct.pack('16sh14x', b'lo', 1))",
].join('\n');

/** Own copies of what the daemon and an installation write to; the machine's stay untouched. */
const PREPARE = [
  'set -e',
  'for folder in /run /etc/reader.conf.d /usr/local/lib; do mount -t tmpfs tmpfs $folder; done',
  'mkdir -p /run/pcscd',
  'printf "%s\\n" "$1" > /etc/reader.conf.d/vpcd',
  `${PYTHON} -c "$2"`,
  'echo ready',
  'exec sleep infinity',
].join('\n');

/** A machine of its own, as far as PC/SC goes. */
export class PcscMachine {
  readonly #room: Running;
  #daemon: Running | undefined;

  private constructor(room: Running) {
    this.#room = room;
  }

  static async open(): Promise<PcscMachine> {
    const args = ['-mn', 'sh', '-c', PREPARE, 'sh', DEBIAN_STANZA, LOOPBACK_UP];
    const room = new Running({ command: '/usr/bin/unshare', args });
    await room.saw(/^ready$/m);
    return new PcscMachine(room);
  }

  /** Starts pcscd, and waits until it listens. */
  async startDaemon(): Promise<void> {
    const daemon = this.start({ command: '/usr/sbin/pcscd', args: ['-f'] });
    this.#daemon = daemon;
    await eventually('pcscd listens', async () => {
      if (daemon.finished !== undefined) throw new Error(`pcscd ended: ${daemon.stderr}`);
      return existsSync(`/proc/${this.#room.pid}/root/run/pcscd/pcscd.comm`) ? true : undefined;
    });
  }

  async stopDaemon(): Promise<void> {
    await this.#daemon?.stop('SIGTERM');
    this.#daemon = undefined;
  }

  /** The same command, inside the namespaces. */
  argv(inner: Argv): Argv {
    const inside = ['-t', String(this.#room.pid), '-m', '-n', '--wd=/', '--'];
    return { command: '/usr/bin/nsenter', args: [...inside, inner.command, ...inner.args] };
  }

  run(inner: Argv, options: RunOptions = {}): Promise<Finished> {
    return run(this.argv(inner), options);
  }

  start(inner: Argv, options: RunOptions = {}): Running {
    return new Running(this.argv(inner), options);
  }

  /** Runs a Python program with access to this machine's readers. */
  python(
    program: string,
    args: readonly string[] = [],
    options: RunOptions = {},
  ): Promise<Finished> {
    return this.run({ command: PYTHON, args: ['-c', program, ...args] }, options);
  }

  /** The readers as opensc-tool lists them. */
  async readers(): Promise<readonly { readonly name: string; readonly card: boolean }[]> {
    const listed = await this.run({ command: '/usr/bin/opensc-tool', args: ['-l'] });
    return [...listed.stdout.matchAll(/^(\d+)\s+(Yes|No)\s+(.*)$/gm)].map((row) => ({
      name: (row[3] ?? '').trim(),
      card: row[2] === 'Yes',
    }));
  }

  /** Waits until exactly `count` readers hold a card; their names. */
  cards(count: number, timeoutMs = 30_000): Promise<readonly string[]> {
    return eventually(
      `${count} readers with a card`,
      async () => {
        const holding = (await this.readers()).filter((reader) => reader.card);
        return holding.length === count ? holding.map((reader) => reader.name) : undefined;
      },
      timeoutMs,
    );
  }

  async close(): Promise<void> {
    await this.stopDaemon();
    await this.#room.stop('SIGTERM');
  }
}

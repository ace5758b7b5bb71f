/**
 * Real processes for the end-to-end tests: run one to its end, or keep one running and watch what
 * it prints. Whatever still runs when the test file ends is killed, also when the test run
 * itself is killed: no process outlives its test.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { after } from 'node:test';

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly timeoutMs?: number;
}

export interface Argv {
  readonly command: string;
  readonly args: readonly string[];
}

const RUN_TIMEOUT_MS = 30_000;
const running = new Set<ChildProcess>();

function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

process.on('exit', killAll);
// A child that a failed test left behind would keep this process, and so the whole run, waiting.
after(killAll);

/** `setpriv` makes the kernel kill the child should this process die without its exit handlers. */
const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path));

function start(argv: Argv, options: RunOptions): ChildProcess {
  const bound =
    SETPRIV === undefined
      ? argv
      : { command: SETPRIV, args: ['--pdeathsig', 'KILL', argv.command, ...argv.args] };
  const child = spawn(bound.command, [...bound.args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  running.add(child);
  child.on('close', () => running.delete(child));
  // A child that closes its input early is judged by what it prints, not by our broken pipe.
  child.stdin?.on('error', () => {});
  return child;
}

/** Runs to the end; a process over its time is killed and comes back with its signal. */
export function run(argv: Argv, options: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = start(argv, options);
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? RUN_TIMEOUT_MS);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, stdout, stderr });
    });
    child.stdin?.end(options.input ?? '');
  });
}

/** A process that stays. */
export class Running {
  stdout = '';
  stderr = '';
  readonly #child: ChildProcess;
  readonly #closed: Promise<Finished>;
  #finished: Finished | undefined;
  #watchers: (() => void)[] = [];

  constructor(argv: Argv, options: RunOptions = {}) {
    this.#child = start(argv, options);
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      this.#wake();
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      this.#wake();
    });
    this.#closed = new Promise((resolve, reject) => {
      this.#child.on('error', reject);
      this.#child.on('close', (code, signal) => {
        this.#finished = { code, signal, stdout: this.stdout, stderr: this.stderr };
        this.#wake();
        resolve(this.#finished);
      });
    });
    // The end may not be awaited; an awaiting caller gets the same rejection.
    this.#closed.catch(() => {});
  }

  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error('the process did not start');
    return pid;
  }

  get finished(): Finished | undefined {
    return this.#finished;
  }

  write(text: string): void {
    this.#child.stdin?.write(text);
  }

  endInput(): void {
    this.#child.stdin?.end();
  }

  /** Waits until what was printed so far fits `pattern`. */
  async saw(pattern: RegExp, timeoutMs = 30_000): Promise<RegExpExecArray> {
    const found = await this.#until(() => pattern.exec(this.stdout) ?? undefined, timeoutMs);
    if (found !== undefined) return found;
    const state = this.#finished === undefined ? 'still running' : `ended ${this.#finished.code}`;
    throw new Error(
      `no output matched ${pattern} (${state})` +
        `\n--- stdout\n${this.stdout}\n--- stderr\n${this.stderr}`,
    );
  }

  /** Sends a signal and waits for the end; killed outright when it does not come. */
  async stop(signal: NodeJS.Signals = 'SIGTERM', timeoutMs = 10_000): Promise<Finished> {
    if (this.#finished !== undefined) return this.#finished;
    this.#child.kill(signal);
    return this.ended(timeoutMs);
  }

  /** Waits for the process to end by itself, at most `timeoutMs`. */
  async ended(timeoutMs = 30_000): Promise<Finished> {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), timeoutMs);
    try {
      return await this.#closed;
    } finally {
      clearTimeout(timer);
    }
  }

  #wake(): void {
    for (const watcher of this.#watchers) watcher();
  }

  #until<T>(probe: () => T | undefined, timeoutMs: number): Promise<T | undefined> {
    return new Promise((resolve) => {
      const settle = (value: T | undefined) => {
        clearTimeout(timer);
        this.#watchers = this.#watchers.filter((other) => other !== watcher);
        resolve(value);
      };
      const watcher = () => {
        const value = probe();
        if (value !== undefined || this.#finished !== undefined) settle(value);
      };
      const timer = setTimeout(() => settle(probe()), timeoutMs);
      this.#watchers.push(watcher);
      watcher();
    });
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Calls `probe` until it gives a value. */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | undefined>,
  timeoutMs = 30_000,
): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (performance.now() > end) throw new Error(`${what}: not within ${timeoutMs} ms`);
    await sleep(150);
  }
}

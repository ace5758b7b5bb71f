/**
 * Headless Chromium with the public API for browsers in a page, as a site would serve it: one
 * bundle, from loopback, under a policy that forbids code from text.
 */
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { type Browser, chromium } from 'playwright-core';
import type * as api from '../../../src/browser.ts';
import { PROJECT_ROOT } from '../../architecture/project.ts';

const CHROMIUM = '/usr/bin/chromium';
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** A busy computer takes a while to start it. */
const START_MS = 60_000;

/** What the bundle exports. */
export type Bifrons = typeof api;

/** Why the browser tests cannot run here; `false` when they can. For node:test's `skip`. */
export function whyNoBrowser(): string | false {
  return existsSync(CHROMIUM) ? false : 'missing package: chromium';
}

export interface OpenPage {
  /** Runs a function there, of its two arguments alone: their values and its text are sent. */
  run<T, R>(work: (bifrons: Bifrons, from: T) => Promise<R>, from: T): Promise<R>;
  /** What the page reported as an error, and what its policy refused. */
  errors(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A page whose scripts find the bundle as `globalThis.bifrons`. */
export async function openPage(): Promise<OpenPage> {
  const server = await serve(await bundle());
  let browser: Browser | undefined;
  try {
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ARGUMENTS,
      timeout: START_MS,
    });
    const page = await browser.newPage();
    const errors: string[] = [];
    await page.addInitScript({ content: NOTE_REFUSALS });
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    const { port } = server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.waitForFunction(() => 'bifrons' in globalThis);
    return {
      run: (work, from) =>
        page.evaluate(`(${work.toString()})(globalThis.bifrons, ${JSON.stringify(from)})`),
      errors: async () => [...errors, ...(await page.evaluate<readonly string[]>('refused'))],
      close: () => close(server, browser),
    };
  } catch (error) {
    await close(server, browser);
    throw error;
  }
}

/** A script that catches what was thrown at it is refused all the same. */
const NOTE_REFUSALS = `
  globalThis.refused = [];
  document.addEventListener('securitypolicyviolation', (event) =>
    refused.push(event.effectiveDirective + ': ' + event.blockedURI + ' in ' + event.sourceFile));
`;

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: PROJECT_ROOT,
    stdin: {
      contents: "import * as bifrons from './src/browser.ts'; globalThis.bifrons = bifrons;",
      resolveDir: PROJECT_ROOT,
      loader: 'ts',
    },
    bundle: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2023',
    write: false,
  });
  return outputFiles[0]!.text;
}

const PAGE =
  '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">' +
  '<script type="module" src="/bifrons.js"></script>';

function serve(script: string): Promise<Server> {
  const pages: Readonly<Record<string, { readonly type: string; readonly text: string }>> = {
    '/': {
      type: 'text/html',
      text: PAGE,
    },
    '/bifrons.js': { type: 'text/javascript', text: script },
  };
  const server = createServer((request, response) => {
    const found = pages[request.url ?? ''];
    response.writeHead(found === undefined ? 404 : 200, {
      'content-type': `${found?.type ?? 'text/plain'}; charset=utf-8`,
      'content-security-policy': "default-src 'none'; script-src 'self'; img-src data:",
    });
    response.end(found?.text);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

async function close(server: Server, browser: Browser | undefined): Promise<void> {
  await browser?.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** Installs what is missing: npm packages by the lock file, Debian packages for real clients. */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run, say, stop } from './project.mjs';

/** `npm ci` where `node_modules` is missing or older than the lock file. */
export function ensureNodePackages() {
  const marker = join(ROOT, 'node_modules', '.package-lock.json');
  const lock = join(ROOT, 'package-lock.json');
  if (existsSync(marker) && statSync(marker).mtimeMs >= statSync(lock).mtimeMs) return;
  say('installing npm packages (npm ci)');
  const quiet = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  if (run('npm', quiet, { stdio: ['ignore', 2, 2] }) !== 0) {
    stop('npm ci failed: see the lines above; it needs package-lock.json and an npm registry');
  }
}

/** Real PC/SC clients and the virtual reader, as Debian names them. */
export const PCSC_PACKAGES = [
  'pcscd',
  'vsmartcard-vpcd',
  'opensc',
  'pcsc-tools',
  'python3-pyscard',
];

/** The spy library of pcsc-lite. */
export const SPY_PACKAGES = ['libpcsclite-dev'];

/** The browser that the public API for browsers is tested in. */
export const BROWSER_PACKAGES = ['chromium'];

/** The program that dissects our captures. */
export const WIRESHARK_PACKAGES = ['tshark'];

/** A program that joins the streams of others. */
export const SOCAT_PACKAGES = ['socat'];

/** Those of `names` that dpkg does not list as installed. */
export function missingDebianPackages(names) {
  return names.filter((name) => {
    const requested = spawnSync('dpkg-query', ['-W', '-f=${Status}', name], { encoding: 'utf8' });
    return requested.status !== 0 || !requested.stdout.includes('ok installed');
  });
}

export function isRoot() {
  return process.getuid?.() === 0;
}

/** Installs Debian packages without questions; root only. Gives true when all are there. */
export function ensureDebianPackages(names) {
  const missing = missingDebianPackages(names);
  if (missing.length === 0) return true;
  if (!isRoot()) return false;
  say(`installing Debian packages: ${missing.join(' ')}`);
  const options = {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  run('apt-get', ['-qq', 'update'], options);
  const install = ['-qq', '-y', '--no-install-recommends', 'install', ...missing];
  return run('apt-get', install, options) === 0;
}

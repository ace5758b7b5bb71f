#!/usr/bin/env node
// A command loads many files at once. Node rejects several promises where it can open no more of
// them, and not all of these have a handler.
let isTold = false;

function refused(error) {
  if (!['EMFILE', 'ENFILE'].includes(error?.code)) throw error;
  process.exitCode = 3;
  if (isTold) return;
  isTold = true;
  const message = `cannot start: ${error.message}`;
  const next = 'raise the limit (ulimit -n), or end what holds so many';
  const text = process.argv.includes('--json')
    ? JSON.stringify({ error: { code: 'SYSTEM_LIMIT', message, next } })
    : `error SYSTEM_LIMIT: ${message}\n  next: ${next}`;
  process.stderr.write(`${text}\n`);
}

process.on('unhandledRejection', refused);
import('../dist/src/cli/main.js').catch(refused);

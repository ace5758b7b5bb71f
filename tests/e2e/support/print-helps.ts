/**
 * Prints the help of every command as JSON lines: the main module of the command line runs once for
 * each, in one process, as if it were started with those words.
 */
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { commandsBelow } from '../../reference/cli-page.ts';

const MAIN = fileURLToPath(new URL('../../../src/cli/main.js', import.meta.url));
const print = process.stdout.write.bind(process.stdout);

async function helpOf(words: readonly string[]): Promise<string> {
  let text = '';
  process.argv = [process.execPath, MAIN, ...words, '--help'];
  process.stdout.write = (chunk: Uint8Array | string) => {
    text += String(chunk);
    return true;
  };
  await import(`${MAIN}?${words.join('-')}`);
  process.stdout.write = print;
  assert.equal(process.exitCode, 0, words.join(' '));
  return text;
}

/** From the top down. */
async function printHelps(words: readonly string[]): Promise<void> {
  const help = await helpOf(words);
  print(`${JSON.stringify({ words, help })}\n`);
  for (const one of commandsBelow(help)) await printHelps([...words, one]);
}

process.stdout.setMaxListeners(0);
await printHelps([]);

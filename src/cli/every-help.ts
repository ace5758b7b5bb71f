/** Every command of the command line with its help, as a process prints it. */
import { defineCompletion } from './commands/completion.ts';
import { learnPresets } from './options.ts';
import { commandsOf, program } from './program.ts';

export interface CommandHelp {
  /** `state diff`; empty for the whole. */
  readonly name: string;
  readonly help: string;
  /** Whether it only gathers others: it has no option but help. */
  readonly gathers: boolean;
}

/** As the command line lays out what is printed to no terminal. */
const WIDTH = 100;
/** An option of its own, in a help. */
const OPTIONS = /^ {2}(-., )?--(?!help\b|version\b|plugin\b)[a-z]/m;

/** From the top down. */
export async function everyHelp(width = WIDTH): Promise<readonly CommandHelp[]> {
  await learnPresets(['--help']);
  let printed = '';
  const print = (text: string): void => void (printed += text);
  const root = program({ json: false, width: () => width, print });
  defineCompletion(root);
  return commandsOf(root).map(({ command, words }) => {
    printed = '';
    command.outputHelp();
    const gathers = command.commands.length > 0 && !OPTIONS.test(printed);
    return { name: words.replace(/^bifrons ?/, ''), help: printed, gathers };
  });
}

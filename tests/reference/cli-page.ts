/** The reference page of the command line: the help of every command. */

const HEAD = `# The command line, command by command

Generated from the commands' own help (\`npm run reference\`).
`;

export interface HelpOfCommand {
  /** `state diff`; empty for the whole. */
  readonly name: string;
  readonly help: string;
}

export function cliPage(commands: readonly HelpOfCommand[]): string {
  const sections = commands.map(({ name, help }) => {
    const title = ['bifrons', ...(name === '' ? [] : [name])].join(' ');
    return `## ${title}\n\n\`\`\`\n${help.trimEnd()}\n\`\`\`\n`;
  });
  return [HEAD, ...sections].join('\n');
}

/** The reference page of errors: the table that the code keeps, and what holds for all of them. */
import { HOST_ERRORS } from '../../src/base/index.ts';

const HEAD = `# Errors

Generated from the table of the code, \`src/base/host-error-codes.ts\` (\`npm run reference\`).

Every error that reaches a person or program outside the device is a \`HostError\` with one of
these codes, a message, and \`next\`, a sentence that says what to do in that case. The command
line exits with 3 and prints all three on standard error; with \`--json\` as one object,
\`{"error": {"code": …, "message": …, "next": …}}\`. A code keeps its meaning for good.
`;

const TAIL = `
Other kinds of error never leave their room: a container's refusal becomes a status word, a
codec's complaint is a value, a fault of our own makes the device mute and keeps its trace. No
error holds a key, a PIN or other secret.
`;

export function errorsPage(): string {
  const rows = Object.entries(HOST_ERRORS).map(
    ([code, { meaning, next }]) => `| \`${code}\` | ${meaning} | ${next} |`,
  );
  const table = ['| code | meaning | what to do |', '|---|---|---|', ...rows].join('\n');
  return `${HEAD}\n${table}\n${TAIL}`;
}

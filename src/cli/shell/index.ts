export { runShell } from './run-shell.ts';

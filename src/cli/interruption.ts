/** Ctrl-C, or another end that is asked for. From this call on it does not kill the process. */
export function interruption(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve()).once('SIGTERM', () => resolve());
  });
}

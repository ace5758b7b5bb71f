/** The example of a plug-in protocol, taken as its users take it. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LinkPlugin } from '../../src/link/index.ts';
import { PROJECT_ROOT } from '../architecture/project.ts';

export const EXAMPLE_PATH = join(PROJECT_ROOT, 'examples', 'length-prefixed-uart.mjs');

export const { lengthPrefixedUart } = (await import(pathToFileURL(EXAMPLE_PATH).href)) as {
  lengthPrefixedUart: LinkPlugin;
};

/** An interface of a description that carries it. */
export const UART = {
  id: 'uart',
  kind: 'proprietary',
  plugin: 'length-prefixed-uart',
  links: [{ id: 'uart', protocol: 'proprietary' }],
} as const;

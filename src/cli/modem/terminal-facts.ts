/** What the terminal of the command line reports of itself: a test network's cell, no clock. */
import { bytes } from '../../base/index.ts';
import type { TerminalFacts } from '../../host/index.ts';

export const TERMINAL_FACTS: TerminalFacts = {
  location: bytes(0x00, 0xf1, 0x10, 0x00, 0x01, 0x00, 0x01),
  imei: bytes(0x0a, 0x10, 0x32, 0x54, 0x76, 0x98, 0x10, 0x32),
  language: 'en',
  accessTechnology: 8,
};

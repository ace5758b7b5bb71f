/** Every exchange that is cut, in the order of docs/tearing.md. */
import {
  type Cuts,
  cutInterface,
  cutLink,
  cutPower,
  cutWireStart,
  LINKS,
  ON_WIRE,
  WIRE_HISTORIES,
} from './exchange.ts';

interface Exchange {
  readonly name: string;
  cut(): Cuts;
}

export const EXCHANGES: readonly Exchange[] = [
  ...LINKS.map((link) => ({ name: link, cut: () => cutPower(link, link) })),
  ...LINKS.map((link) => ({ name: link, cut: () => cutInterface(link, link) })),
  ...ON_WIRE.map((link) => ({ name: link, cut: () => cutLink(link, link) })),
  ...Object.keys(WIRE_HISTORIES).map((history) => {
    const name = `the wire comes up ${history}`;
    return { name, cut: () => cutWireStart(name, history) };
  }),
];

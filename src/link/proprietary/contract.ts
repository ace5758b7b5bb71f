/**
 * A plug-in link protocol, added from outside the product: both of its ends, made for one
 * interface. The card end gets the port of its link, and so has no access to another. [M-77]
 */
import type { CardEnd, TerminalEnd } from '../contract.ts';

/** Settings of a plug-in link, as the description has them. */
export type PluginSettings = Readonly<Record<string, string | number | boolean>>;

/** What the card end of a plug-in is made from. */
export interface PluginCardParts<Port> {
  /** Goes up with every command and reset. */
  readonly port: Port;
  /** The interface's `settings`, as the description has them. */
  readonly settings: PluginSettings;
}

/** A plug-in link protocol: `examples/length-prefixed-uart.mjs` is one. */
export interface LinkPlugin {
  /** What a description's `plugin` calls it. */
  readonly name: string;
  /** Makes the end in the chip. */
  card<Port>(parts: PluginCardParts<Port>): CardEnd<Port>;
  /** Makes the end in the host. */
  terminal(parts: { readonly settings: PluginSettings }): TerminalEnd;
}

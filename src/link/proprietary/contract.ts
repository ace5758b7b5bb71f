/**
 * A link protocol of one's own, added from outside the product: both of its ends, made for one
 * interface. The card end gets the port of its link, and so has no access to another. [M-77]
 */
import type { CardEnd, TerminalEnd } from '../contract.ts';

export type PluginSettings = Readonly<Record<string, string | number | boolean>>;

export interface PluginCardParts<Port> {
  /** Goes up with every command and reset. */
  readonly port: Port;
  /** The interface's `settings`, as the description has them. */
  readonly settings: PluginSettings;
}

export interface LinkPlugin {
  /** What a description's `plugin` calls it. */
  readonly name: string;
  card<Port>(parts: PluginCardParts<Port>): CardEnd<Port>;
  terminal(parts: { readonly settings: PluginSettings }): TerminalEnd;
}

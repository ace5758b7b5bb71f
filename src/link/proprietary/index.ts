export type { LinkPlugin, PluginCardParts, PluginSettings } from './contract.ts';

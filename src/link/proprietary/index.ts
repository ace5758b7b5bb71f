export type { LinkPlugin, PluginCardSeat, PluginSettings } from './contract.ts';

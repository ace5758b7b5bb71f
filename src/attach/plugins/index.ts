export { loadPlugins } from './load-plugins.ts';

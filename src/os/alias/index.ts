export { type AidHolders, type AliasEntry, AliasRegistry, isClash } from './registry.ts';

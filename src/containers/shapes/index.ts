/** The parts that descriptions of containers share. Texts of bytes are hexadecimal. */
export { applications } from './applications.ts';
export { type EcKeyDescription, ecKey, type KeySetDescription, keySet } from './key-set.ts';
export type { Whole, Written } from './read-only.ts';
export { mapSecrets, secret, withMasks } from './secret.ts';
export { type SecureChannelDescription, secureChannels } from './secure-channels.ts';
export { aid, containerShape, hexBytes, label, name, utf8Text } from './texts.ts';

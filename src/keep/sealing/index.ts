export { keyNeeded, keyWrong, readKeyFile, SealingKey } from './key-file.ts';
export { lineCipher } from './line-cipher.ts';
export { openSealed, refuseSealed, type SealedParts } from './sealed-store.ts';
export { Sealer } from './sealer.ts';
export { Witness } from './witness.ts';

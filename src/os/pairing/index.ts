export {
  type Pair,
  type Pairing,
  type PairingRule,
  pairingRulesCodec,
  type PairingScope,
  resolvePairing,
} from './pairing.ts';
export { insidePairing, outsidePairing, type PairingSource } from './source.ts';

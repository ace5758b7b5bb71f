export { transfer } from './ideal.ts';
export { type Noise, type NoiseManner, NoisyLine } from './noise.ts';

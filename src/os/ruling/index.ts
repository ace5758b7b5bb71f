export { type Origin, type Reach, Ruling, type RulingData } from './ruling.ts';

export {
  type Reach,
  RULED_ACTIONS,
  type RuledAction,
  Ruling,
  type RulingData,
  type RulingOrigin,
  type RulingRule,
  type RulingScope,
} from './ruling.ts';

export type {
  CardEnd, CardEvent, LineSide, LineSignal, TerminalEnd, TerminalResult,
} from './contract.ts';

/**
 * What the device should do and does not. Two lists that must not be mixed up:
 * a *planned* row is work not begun, or begun on some links only; it has no code to probe.
 * A *known gap* is a fault of what exists: its probe runs in every test run and must fail today;
 * a probe that passes fails the run, so that the entry goes when the fault goes.
 */

export interface PlannedRow {
  /** Rows of docs/requirements.md. */
  readonly rows: readonly string[];
  /** What they wait for. */
  readonly waitsFor: string;
  /** What of them exists already; then tests may carry the row. */
  readonly exists?: string;
}

export interface KnownGap {
  /** A short stable name, `area-fault`. */
  readonly id: string;
  /** The row or clause that is not met, as tags are written: `M-51`, `GPCS §11.4`. */
  readonly breaks: string;
  readonly reason: string;
  /** Throws while the gap is there. */
  probe(): void | Promise<void>;
}

export const PLANNED_ROWS: readonly PlannedRow[] = [
  {
    rows: ['M-90'],
    waitsFor: 'the bearers that a UICC ends: short messages, BIP, HTTPS',
    exists: 'its command scripts, which the modem takes out of the packet and runs',
  },
  {
    rows: ['P-05'],
    waitsFor: 'applets that ask from inside',
    exists: 'the verdict on what begins inside a container',
  },
  {
    rows: ['P-07'],
    waitsFor: 'commands that give privileges; CVM Management and contactless activation',
    exists: 'locks, termination, Card Reset, Final Application, reach, profiles’ global privileges',
  },
  { rows: ['P-03'], waitsFor: 'the machine-to-machine kind of eUICC' },
  { rows: ['M-23', 'M-36', 'M-38', 'M-57', 'M-79'], waitsFor: 'applets and the Java Card VM' },
  {
    rows: ['M-26'],
    waitsFor: 'the UICC file system inside a profile',
    exists: 'the edition of SGP.22 as data; lists of profiles, without their files',
  },
  {
    rows: ['M-28'],
    waitsFor: 'the UICC file system inside a profile',
    exists: 'each profile by the name of its ISD-P and its MNO-SD, without its files',
  },
  { rows: ['M-35'], waitsFor: 'the UICC file system inside a profile' },
];

/** Rows that say nothing a test could show. */
export const INFORMATIVE_ROWS: readonly string[] = ['M-109'];

export const KNOWN_GAPS: readonly KnownGap[] = [];

/** +CME ERROR: the number of each, and its words. [TS27007 §9.2.1] */
export const CME = {
  notAllowed: [3, 'operation not allowed'],
  absent: [10, 'SIM not inserted'],
  pinNeeded: [11, 'SIM PIN required'],
  pukNeeded: [12, 'SIM PUK required'],
  failure: [13, 'SIM failure'],
  busy: [14, 'SIM busy'],
  password: [16, 'incorrect password'],
  full: [20, 'memory full'],
  index: [21, 'invalid index'],
  notFound: [22, 'not found'],
  parameters: [50, 'Incorrect parameters'],
} as const;

export type ModemError = keyof typeof CME;

/** Tags of the universal class. [X.690 §8.1.2] */
export const UNIVERSAL = { octetString: 0x04, utf8String: 0x0c, sequence: 0x30 } as const;

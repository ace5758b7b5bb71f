/**
 * Answers to reset as cards in the field give them, each with what an interface must say besides:
 * `{ id: 'iso0', kind: 'iso', ...atrModels.usim, links: [{ id: 't0', protocol: 't0' }] }`.
 */
export const atrModels = {
  /** A USIM: T=0, up to 97 (F=512, D=64), clock stop. */
  usim: { atr: '3B9F96801FC78031E073FE2113574A330E1F33310082' },
  /** A UICC connected to an NFC controller: the device needs an interface of kind swp. */
  usimWithSwp: { atr: '3B9F96803FC7A08031E073F62157574A4D020B34546329' },
  /** A consumer eUICC. */
  euicc: { atr: '3B9F96803FC7828031E073F62157574A4D020B60610009' },
  /** An eUICC of several enabled profiles: T=0 and T=1, links with more than one LSI. */
  euiccWithLsi: {
    atr: '3B9F97C00AB1FE453FC6838031E073FE211F65D002341569810F21',
    ifsc: 254,
  },
  /** A Java Card for T=1 alone, whose name stands in the historical bytes. */
  javaCard: { atr: '3BF81300008131FE454A434F5076323431B7', ifsc: 254 },
  /** A Java Card for T=1 with default waiting times and voltage classes. */
  javaCardWithClasses: { atr: '3BD518FF8191FE1FC38073C8211309', ifsc: 254 },
  /** T=1 in specific mode: no PPS. */
  specific: { atr: '3B90969181B1FE551FC7D4', ifsc: 254 },
} as const;

/** DFs (MF and ADFs among them) and the structures of EFs. [TS102221 §8.2.2] */
export type FileKind = 'df' | 'transparent' | 'linear-fixed' | 'cyclic' | 'ber-tlv';

/** A Java exception on its way to its handler; `reference` is its object. [JCVM §3.11] */
export class JavaThrow {
  readonly reference: number;

  constructor(reference: number) {
    this.reference = reference;
  }
}

/** Exceptions of which the runtime environment owns one object each. [JCRE §6.2.1] */
export const EXCEPTIONS = [
  'java.lang.ArithmeticException',
  'java.lang.ArrayIndexOutOfBoundsException',
  'java.lang.ArrayStoreException',
  'java.lang.ClassCastException',
  'java.lang.NegativeArraySizeException',
  'java.lang.NullPointerException',
  'java.lang.SecurityException',
  'javacard.framework.ISOException',
  'javacard.framework.SystemException',
  'javacard.framework.TransactionException',
  'javacard.framework.APDUException',
  'javacard.framework.PINException',
  'javacard.framework.UserException',
  'javacard.framework.CardException',
  'javacard.framework.CardRuntimeException',
  'java.lang.IndexOutOfBoundsException',
  'javacard.security.CryptoException',
] as const;

export type ExceptionName = (typeof EXCEPTIONS)[number];

/**
 * Small programs with the answers of Oracle's reference card of kit 2.2.2. Each is the method
 * `run(APDU apdu, byte[] buffer)`, which gives a short; the applet keeps it for a second command.
 */
import type { Bytes } from '../../../src/base/index.ts';
import { assembled } from './assembled.ts';

export interface ReferenceProgram {
  readonly name: string;
  /** Lines, apart by semicolons; local variables from 2 on are its own. */
  readonly code: string;
  /** What the command is answered with. */
  readonly sent?: string;
  /** What the method gives. */
  readonly result: string;
}

export const REFERENCE_APPLET = 'F04A434C415901';
/** The command that runs the program: data of two bytes, and two are expected. */
export const REFERENCE_RUN = '8001010202AABB02';
export const REFERENCE_RESULT = '8002000000';

/** What the handler of a call leaves: the reason of an exception with one. */
const REASON = 'checkcast object framework.5;invokevirtual framework.5.1';

export const REFERENCE_PROGRAMS: readonly ReferenceProgram[] = [
  {
    name: 'an array of an interface is an array of objects [JCVM §7.5.14]',
    code:
      'sconst_1;anewarray Naming;dup;instanceof array lang.0;swap_x 1 1;' +
      'checkcast array lang.0;pop;sreturn',
    result: '0001',
  },
  {
    name: 'an array of an interface is no array of a class that implements it [JCVM §7.5.14]',
    code: 'sconst_1;anewarray Naming;instanceof array Named;sreturn',
    result: '0000',
  },
  {
    name: 'an array of a class is an array of its interface [JCVM §7.5.14]',
    code: 'sconst_1;anewarray Named;instanceof array Naming;sreturn',
    result: '0001',
  },
  {
    name: 'an int divided by -1, shifted by 33, compared [JCVM §7.5]',
    code: 'iipush -2147483647;iconst_m1;idiv;bipush 33;ishl;iconst_m1;icmp;sreturn',
    result: 'FFFF',
  },
  {
    name: 'shorts shift as numbers of 32 bits, by the last five bits [JCVM §7.5.96]',
    code:
      'sconst_m1;bspush 17;sushr;sspush 0x4001;bspush 33;sshl;sxor;sspush -2;bspush 31;' +
      'sshr;sxor;sreturn',
    result: '0002',
  },
  {
    name: 'switches at the ends of the numbers [JCVM §7.5.105]',
    code:
      'iipush 0x7FFFFFFF;itableswitch no 0x7FFFFFFE no yes;yes:;sspush -32768;' +
      'slookupswitch no -32768:good 32767:no;no:;sconst_0;sreturn;good:;sconst_5;sreturn',
    result: '0005',
  },
  {
    name: 'cells are copied and exchanged across an int [JCVM §7.5.19]',
    code: 'sconst_3;iipush 0x00010002;dup_x 2 3;swap_x 2 1;s2i;iadd;isub;i2s;sreturn',
    result: 'FFFD',
  },
  {
    name: 'a handler within a handler [JCVM §3.11]',
    code:
      'a:;sconst_1;sconst_0;sdiv;pop;b:;sconst_0;sreturn;h:;pop;c:;aconst_null;athrow;d:;' +
      'i:;instanceof object lang.7;sreturn;handler a b h lang.9;handler c d i any',
    result: '0001',
  },
  {
    name: 'a parameter that one way stores in keeps its kind [JCVM §7.5]',
    code:
      'sconst_m1;sconst_4;invokestatic least;sspush 300;sconst_2;invokestatic least;' +
      'sadd;sreturn',
    result: '0001',
  },
  {
    name: 'a subroutine that an exception has left is called again [JCVM §7.5.63]',
    code:
      'sconst_3;sstore_2;again:;sload_2;ifle out;sinc 2 -1;a:;jsr sub;b:;goto again;' +
      'h:;pop;sinc 3 10;goto again;sub:;astore 4;sload_2;sconst_1;if_scmpne skip;' +
      'aconst_null;athrow;skip:;sinc 3 1;ret 4;out:;sload_3;sreturn;handler sub out h any',
    result: '000C',
  },
  {
    name: 'a PIN of a negative length is outside its array [JCAPI §OwnerPIN.update]',
    code:
      'a:;getstatic_a pin;aload_1;sconst_0;sconst_m1;invokevirtual framework.9.8;b:;' +
      'sconst_0;sreturn;' +
      'h:;instanceof object lang.5;sreturn;handler a b h any',
    result: '0001',
  },
  {
    name: 'a PIN that is too long: the length counts before the array [JCAPI §OwnerPIN.update]',
    code:
      'a:;getstatic_a pin;aload_1;sspush 300;bspush 9;invokevirtual framework.9.8;b:;' +
      'sconst_0;sreturn;' +
      'h:;instanceof object framework.11;sreturn;handler a b h any',
    result: '0001',
  },
  {
    name: 'setOutgoingAndSend turns before it looks at the length [JCAPI §APDU]',
    code:
      'a:;aload_0;sconst_0;sspush 300;invokevirtual framework.10.8;b:;sconst_0;sreturn;' +
      `h:;${REASON};bspush 16;smul;aload_0;invokevirtual framework.10.11;sadd;sreturn;` +
      'handler a b h any',
    result: '0033',
  },
  {
    name: 'setOutgoingAndSend outside the buffer: the length is known [JCAPI §APDU]',
    code:
      'a:;aload_0;sconst_m1;sconst_2;invokevirtual framework.10.8;b:;sconst_0;sreturn;' +
      `h:;${REASON};bspush 16;smul;aload_0;invokevirtual framework.10.11;sadd;sreturn;` +
      'handler a b h any',
    result: '0024',
  },
  {
    name: 'no bytes that are sent change no state [JCAPI §APDU.getCurrentState]',
    code:
      'aload_0;invokevirtual framework.10.7;pop;aload_0;sconst_2;invokevirtual framework.10.9;' +
      'aload_0;sconst_0;sconst_0;invokevirtual framework.10.4;aload_0;' +
      'invokevirtual framework.10.11;' +
      'aload_0;sconst_0;sconst_2;invokevirtual framework.10.4;sreturn',
    sent: '80019000',
    result: '0004',
  },
  {
    name: 'no bytes may follow the last one [JCAPI §APDU.sendBytes]',
    code:
      'aload_0;invokevirtual framework.10.7;pop;aload_0;sconst_1;invokevirtual framework.10.9;' +
      'aload_0;sconst_0;sconst_1;invokevirtual framework.10.4;' +
      'aload_0;sconst_0;sconst_0;invokevirtual framework.10.4;aload_0;' +
      'invokevirtual framework.10.11;sreturn',
    sent: '809000',
    result: '0006',
  },
  {
    name: 'what is sent passes what was announced [JCAPI §APDU.sendBytes]',
    code:
      'aload_0;invokevirtual framework.10.7;pop;aload_0;sconst_1;invokevirtual framework.10.9;' +
      'a:;aload_0;sconst_0;sconst_2;invokevirtual framework.10.4;b:;sconst_0;sreturn;' +
      `h:;${REASON};aload_0;sconst_0;sconst_1;invokevirtual framework.10.4;sreturn;` +
      'handler a b h any',
    sent: '809000',
    result: '0001',
  },
  {
    name: 'a transaction undoes a static field, and not a transient array [JCRE §7.7]',
    code:
      'sconst_1;sconst_1;invokestatic framework.8.13;astore_2;sconst_5;putstatic_s kept;' +
      'invokestatic framework.8.1;sconst_3;putstatic_s kept;aload_2;sconst_0;sconst_3;bastore;' +
      'invokestatic framework.8.0;getstatic_s kept;bspush 16;smul;aload_2;sconst_0;' +
      'baload;sadd;sreturn',
    result: '0053',
  },
];

const BEGINNING = `
cap 2.1
package F04A434C4159 1.0 int
import A0000000620001 1.0 as lang
import A0000000620101 1.3 as framework
applet ${REFERENCE_APPLET} install install
interface Naming
end
class Named extends lang.0
  public from 1
  implements Naming
end
class Runs extends framework.3
  public from 7 process
end
statics
  reference pin
  zero result 2
  zero kept 2
end
method init stack 5 args 1 locals 0
  aload_0
  invokespecial framework.3.0
  new framework.9
  dup
  sconst_3
  sconst_4
  invokespecial framework.9.0
  putstatic_a pin
  return
end
method install stack 2 args 3 locals 0
  new Runs
  dup
  invokespecial init
  invokevirtual framework.3.1
  return
end
method least stack 2 args 2 locals 0
  sload_0
  sload_1
  if_scmple smaller
  sload_1
  sstore_0
smaller:
  sload_0
  sreturn
end
method process stack 4 args 2 locals 0
  aload_0
  invokevirtual framework.3.3
  ifeq command
  return
command:
  aload_1
  invokevirtual framework.10.1
  sconst_1
  baload
  sconst_1
  if_scmpne kept
  aload_1
  aload_1
  invokevirtual framework.10.1
  invokestatic run
  putstatic_s result
  return
kept:
  aload_1
  invokevirtual framework.10.1
  sconst_0
  getstatic_s result
  invokestatic framework.16.6
  pop
  aload_1
  sconst_0
  sconst_2
  invokevirtual framework.10.8
  return
end
`;

/** The load file of a program. */
export function referencePackage({ code }: ReferenceProgram): Bytes {
  const lines = code.split(';').join('\n  ');
  return assembled(`${BEGINNING}
method run stack 12 args 2 locals 6
  sconst_0
  sstore_3
  ${lines}
end
`);
}

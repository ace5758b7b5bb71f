/** A package whose method `attack` is what a test puts there. */
import type { Bytes } from '../../../src/base/index.ts';
import { assembled } from './assembled.ts';

export const ATTACK_APPLET = 'F04A434C415601';

export interface AttackParts {
  /** Lines of the method `attack(byte[] array, short number, Own own)`, which gives a short. */
  readonly body: string;
  /** Cells of its stack. */
  readonly stack?: number;
  /** Further constants with their types. */
  readonly constants?: string;
  readonly described?: boolean;
  /** Changes the whole text. */
  readonly change?: (text: string) => string;
}

const HEAD = `
cap 2.1
package F04A434C4156 1.0 int
import A0000000620001 1.0 as lang
import A0000000620101 1.0 as framework
applet ${ATTACK_APPLET} install install

interface Doing
end

class Own extends framework.3
  fields 2 references 1 1
  public from 7 process doing
  implements Doing 8
end

statics
  array byte table 0A141E
  reference shared
  zero limit 2
  zero flag 1
end

constants
  class Own
  class Doing
  class lang.0
  field Own.0 : short
  field Own.1 : byte[]
  method init : void
  method attack : (byte[],short,Own)short
  method hidden : void
  virtual Own.8 : (short)short
  static table : byte[]
  static shared : Own
  static limit : short
  static flag : boolean
  method framework.3.0 : void
  virtual framework.3.1 : void
  virtual framework.10.1 : byte[]
  method framework.7.1 : (short)void
  method framework.16.1 : (byte[],short,byte[],short,short)short
`;

const INIT = `
method init stack 1 args 1 locals 0
  aload_0
  invokespecial framework.3.0
  return
end

method install stack 2 args 3 locals 0
  new Own
  dup
  invokespecial init
  invokevirtual framework.3.1
  return
end

`;

const METHODS = `
method process stack 3 args 2 locals 0
  aload_1
  invokevirtual framework.10.1
  sconst_1
  aload_0
  invokestatic attack
  pop
  return
end

method doing stack 1 args 2 locals 0
  sload_1
  sreturn
end

method hidden stack 0 args 1 locals 0
  return
end
`;

const DESCRIPTOR = `
descriptor
  class Doing public+interface+abstract token 0
    method - public+abstract (short)short token 0
  class Own public token 1 implements Doing
    field Own.0 public short token 0
    field Own.1 0 byte[] token 1
    static table private+static byte[]
    static shared private+static Own
    static limit private+static+final short
    static flag private+static boolean
    method init private+init void
    method install public+static (byte[],short,byte)void token 0
    method attack private+static (byte[],short,Own)short
    method process public (framework.10)void token 7
    method doing public (short)short token 8
    method hidden private ()void
end
`.replaceAll('()', '');

export function attackPackage(parts: AttackParts): Bytes {
  const { body, stack = 4, constants = '', described = true, change = (text) => text } = parts;
  return assembled(
    change(`${HEAD}${constants}
end
${INIT}method attack stack ${stack} args 3 locals 2
${body}
end
${METHODS}${described ? DESCRIPTOR : ''}`),
  );
}

/** Exceptions with a reason. [JCAPI §CardException] [JCAPI §CardRuntimeException] */
import type { ExceptionName } from '../../machine/index.ts';
import { toShort } from '../../machine/index.ts';
import { type ApiClass, type ApiMethod, method, type NativeCode } from '../api-class.ts';
import { cellOf, self, setCell } from '../arguments.ts';
import { CONSTRUCTOR } from '../java-lang.ts';

const REASON = 0;

const setReason: NativeCode = (machine, cells, at) =>
  setCell(machine, self(cells, at), REASON, cells[at + 1]!);

const REASONS: readonly ApiMethod[] = [
  method(1, 'getReason()S', (machine, cells, at) =>
    toShort(cellOf(machine, self(cells, at), REASON)),
  ),
  method(2, 'setReason(S)V', setReason),
];

function throwIt(name: string): NativeCode {
  return (machine, cells, at) =>
    machine.throw(`javacard.framework.${name}` as ExceptionName, cells[at]!);
}

function statics(name: string): readonly ApiMethod[] {
  return [method(0, '<init>(S)V', setReason), method(1, 'throwIt(S)V', throwIt(name))];
}

function below(token: number, name: string): ApiClass {
  return {
    token,
    name,
    extends: 'javacard.framework.CardRuntimeException',
    statics: statics(name),
  };
}

/** One of another package, below CardRuntimeException. */
export function exceptionClass(token: number, name: string, throwing: NativeCode): ApiClass {
  return {
    token,
    name,
    extends: 'javacard.framework.CardRuntimeException',
    statics: [method(0, '<init>(S)V', setReason), method(1, 'throwIt(S)V', throwing)],
  };
}

export const exceptions: readonly ApiClass[] = [
  {
    token: 4,
    name: 'CardException',
    extends: 'java.lang.Exception',
    cells: 1,
    statics: statics('CardException'),
    virtuals: REASONS,
  },
  {
    token: 5,
    name: 'CardRuntimeException',
    extends: 'java.lang.RuntimeException',
    cells: 1,
    statics: statics('CardRuntimeException'),
    virtuals: REASONS,
  },
  below(7, 'ISOException'),
  below(11, 'PINException'),
  below(12, 'APDUException'),
  below(13, 'SystemException'),
  below(14, 'TransactionException'),
  {
    token: 15,
    name: 'UserException',
    extends: 'javacard.framework.CardException',
    statics: [
      CONSTRUCTOR,
      method(1, '<init>(S)V', setReason),
      method(2, 'throwIt(S)V', throwIt('UserException')),
    ],
  },
];

/** Package java.lang: Object, and the exceptions that the machine throws. [JCAPI §java.lang] */
import { unhex } from '../../base/index.ts';
import { type ApiClass, type ApiPackage, method } from './api-class.ts';

const nothing = (): void => undefined;

export const CONSTRUCTOR = method(0, '<init>()V', nothing);

function exception(token: number, name: string, above: string): ApiClass {
  return { token, name, extends: `java.lang.${above}`, statics: [CONSTRUCTOR] };
}

export const javaLang: ApiPackage = {
  number: 1,
  name: 'java.lang',
  aid: unhex('A0000000620001'),
  major: 1,
  minor: 0,
  classes: [
    {
      token: 0,
      name: 'Object',
      statics: [CONSTRUCTOR],
      virtuals: [
        method(0, 'equals(Ljava/lang/Object;)Z', (_machine, cells, at) =>
          Number(cells[at] === cells[at + 1]),
        ),
      ],
    },
    exception(1, 'Throwable', 'Object'),
    exception(2, 'Exception', 'Throwable'),
    exception(3, 'RuntimeException', 'Exception'),
    exception(4, 'IndexOutOfBoundsException', 'RuntimeException'),
    exception(5, 'ArrayIndexOutOfBoundsException', 'IndexOutOfBoundsException'),
    exception(6, 'NegativeArraySizeException', 'RuntimeException'),
    exception(7, 'NullPointerException', 'RuntimeException'),
    exception(8, 'ClassCastException', 'RuntimeException'),
    exception(9, 'ArithmeticException', 'RuntimeException'),
    exception(10, 'SecurityException', 'RuntimeException'),
    exception(11, 'ArrayStoreException', 'RuntimeException'),
  ],
};

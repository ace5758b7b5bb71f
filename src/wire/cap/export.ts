/** Export component: what other packages may link to, by token. [JCVM §6.13] */
import { type Layout, listOf, readItems, u1, u2 } from './layout.ts';

export interface CapExport {
  /** In the Class component. */
  readonly classOffset: number;
  /** In the image of the static fields, by token. */
  readonly staticFields: readonly number[];
  /** In the Method component, by token. */
  readonly staticMethods: readonly number[];
}

const classExport: Layout<CapExport> = {
  read(reader) {
    const classOffset = u2.read(reader);
    const [fields, statics] = [u1.read(reader), u1.read(reader)];
    const staticFields = readItems(reader, fields, u2);
    return { classOffset, staticFields, staticMethods: readItems(reader, statics, u2) };
  },
  write({ classOffset, staticFields, staticMethods }, out) {
    u2.write(classOffset, out);
    u1.write(staticFields.length, out);
    u1.write(staticMethods.length, out);
    for (const one of [...staticFields, ...staticMethods]) u2.write(one, out);
  },
};

export const classExports = listOf(u1, classExport);

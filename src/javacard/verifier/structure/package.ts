/** Header, Applet and Import components. [JCVM §6.4] [JCVM §6.6] [JCVM §6.7] */
import { equal, hex } from '../../../base/index.ts';
import { CAP_FLAG } from '../../../wire/cap/index.ts';
import { apiClass } from '../../api/index.ts';
import { isSubclass } from '../../loader/index.ts';
import { isConstructor, isStatic } from '../package-types.ts';
import { demandIn } from '../rejection.ts';
import type { Subject } from '../subject.ts';

const RID_LENGTH = 5;
const INSTALL = '([BSB)V';
const IMPORTS_MAX = 128;
const ALL_FLAGS = Object.values(CAP_FLAG).reduce((all, flag) => all | flag, 0);
const ARRAY_OF_INTS = 5;

export function checkPackage(subject: Subject): void {
  const { header, imports, staticFields } = subject.file;
  demandIn('Header', (header.flags & ~ALL_FLAGS) === 0, `flags ${header.flags.toString(16)}`);
  const hasIntArray = staticFields.arrays.some(({ type }) => type === ARRAY_OF_INTS);
  demandIn('Header', subject.hasInts || !hasIntArray, 'an array of ints without the flag for ints');
  demandIn('Import', imports.length <= IMPORTS_MAX, `${imports.length} packages`);
  for (const { aid } of imports) {
    const isAgain = imports.filter((one) => equal(one.aid, aid)).length > 1;
    demandIn('Import', !isAgain, `package ${hex(aid)} is imported twice`);
    demandIn('Import', !equal(aid, header.package.aid), 'the package imports itself');
  }
  checkIntTypes(subject);
  checkApplets(subject);
}

function checkIntTypes({ hasInts, types }: Subject): void {
  if (hasInts || types === undefined) return;
  for (const { methods, fields } of types.classes)
    for (const { type } of [...methods, ...fields])
      demandIn(
        'Header',
        !/(?<![L.\w])\[?I/.test(withoutClasses(type.text)),
        `type ${type.text} without the flag for ints`,
      );
}

function withoutClasses(text: string): string {
  return text.replaceAll(/L[^;]+;/g, 'L;');
}

function checkApplets({ file, types }: Subject): void {
  const { applets, header } = file;
  const own = header.package.aid;
  for (const { aid, installOffset } of applets) {
    const name = `applet ${hex(aid)}`;
    const hasRid = equal(aid.subarray(0, RID_LENGTH), own.subarray(0, RID_LENGTH));
    demandIn('Applet', hasRid, `${name} is not of the package's provider`);
    demandIn('Applet', !equal(aid, own), `${name} has the AID of the package`);
    const isAgain = applets.filter((one) => equal(one.aid, aid)).length > 1;
    demandIn('Applet', !isAgain, `${name} is there twice`);
    if (types === undefined) continue;
    const method = types.methodAt(installOffset);
    const isInstall =
      method !== undefined &&
      method.type.text === INSTALL &&
      isStatic(method.row) &&
      !isConstructor(method);
    demandIn(
      'Applet',
      isInstall,
      `${name} has no static method of type ${INSTALL} at ${installOffset}`,
    );
    const isApplet = isSubclass(method!.class, apiClass('javacard.framework.Applet'));
    demandIn('Applet', isApplet, `${name} is installed by ${method!.class.name}, no Applet`);
  }
}

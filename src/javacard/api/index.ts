/** The packages that are part of the machine. */
import { unhex } from '../../base/index.ts';
import type { LinkedClass, LinkedPackage } from '../loader/index.ts';
import { type ApiPackage, linkApi } from './api-class.ts';
import { crypto } from './crypto/index.ts';
import { aid } from './framework/aid.ts';
import { apdu } from './framework/apdu.ts';
import { applet, interfaces } from './framework/applet.ts';
import { exceptions } from './framework/exceptions.ts';
import { jcSystem } from './framework/jc-system.ts';
import { ownerPin } from './framework/owner-pin.ts';
import { util } from './framework/util.ts';
import { javaLang } from './java-lang.ts';
import { security } from './security/index.ts';

/** [JCAPI §javacard.framework] */
const framework: ApiPackage = {
  number: 2,
  name: 'javacard.framework',
  aid: unhex('A0000000620101'),
  major: 1,
  minor: 6,
  classes: [...interfaces, ...exceptions, applet, aid, jcSystem, ownerPin, apdu, util],
};

/** [JCAPI §javacardx.apdu] */
const extendedApdu: ApiPackage = {
  number: 5,
  name: 'javacardx.apdu',
  aid: unhex('A0000000620209'),
  major: 1,
  minor: 0,
  classes: [{ token: 0, name: 'ExtendedLength', isInterface: true }],
};

export const API: readonly LinkedPackage[] = linkApi([
  javaLang,
  framework,
  security,
  crypto,
  extendedApdu,
]);

const BY_NAME = new Map<string, LinkedClass>(
  API.flatMap(({ exports }) => exports).flatMap((one) =>
    one === undefined ? [] : [[one.class.name, one.class] as const],
  ),
);

export function apiClass(name: string): LinkedClass {
  return BY_NAME.get(name)!;
}

export { PACKAGE_NUMBER_MIN } from './api-class.ts';
export { AID_NAME, aidBytes, setAidBytes } from './framework/aid.ts';
export { APPLET_TOKEN } from './framework/applet.ts';

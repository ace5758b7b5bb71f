/** Class Applet, and the interfaces of the package. [JCAPI §Applet] */
import { type ApiClass, method } from '../api-class.ts';
import { byteArray, bytesIn, self } from '../arguments.ts';
import { NULL } from '../../machine/index.ts';

/** Reason of SystemException. */
const ILLEGAL_AID = 4;
const FUNCTION_NOT_SUPPORTED = 0x6a81;
const AID_LENGTH = { min: 5, max: 16 } as const;

export const interfaces: readonly ApiClass[] = [
  { token: 0, name: 'ISO7816', isInterface: true },
  {
    token: 1,
    name: 'PIN',
    isInterface: true,
    virtuals: [
      method(0, 'check([BSB)Z'),
      method(1, 'getTriesRemaining()B'),
      method(2, 'isValidated()Z'),
      method(3, 'reset()V'),
    ],
  },
  { token: 2, name: 'Shareable', isInterface: true, isShareable: true },
  {
    token: 17,
    name: 'MultiSelectable',
    isInterface: true,
    virtuals: [method(0, 'select(Z)Z'), method(1, 'deselect(Z)V')],
  },
  { token: 18, name: 'AppletEvent', isInterface: true, virtuals: [method(0, 'uninstall()V')] },
];

/** Virtual tokens that the runtime environment calls. */
export const APPLET_TOKEN = { DESELECT: 4, SHAREABLE: 5, SELECT: 6, PROCESS: 7 } as const;

export const applet: ApiClass = {
  token: 3,
  name: 'Applet',
  extends: 'java.lang.Object',
  statics: [
    method(0, '<init>()V', () => undefined),
    method(1, 'install([BSB)V', (machine) =>
      machine.throw('javacard.framework.ISOException', FUNCTION_NOT_SUPPORTED),
    ),
    method(2, 'reSelectingApplet()Z', () => 0),
  ],
  virtuals: [
    method(1, 'register()V', (machine, cells, at) => {
      if (!machine.host.register(self(cells, at), undefined))
        machine.throw('javacard.framework.SystemException', ILLEGAL_AID);
    }),
    method(2, 'register([BSB)V', (machine, cells, at) => {
      const array = byteArray(machine, cells[at + 1]!);
      const length = cells[at + 3]!;
      const given = bytesIn(machine, array, { offset: cells[at + 2]!, length }).slice();
      const fits = length >= AID_LENGTH.min && length <= AID_LENGTH.max;
      if (!fits || !machine.host.register(self(cells, at), given))
        machine.throw('javacard.framework.SystemException', ILLEGAL_AID);
    }),
    method(3, 'selectingApplet()Z', (machine) => Number(machine.host.isSelecting)),
    method(APPLET_TOKEN.DESELECT, 'deselect()V', () => undefined),
    method(
      APPLET_TOKEN.SHAREABLE,
      'getShareableInterfaceObject(Ljavacard/framework/AID;B)Ljavacard/framework/Shareable;',
      () => NULL,
    ),
    method(APPLET_TOKEN.SELECT, 'select()Z', () => 1),
    method(APPLET_TOKEN.PROCESS, 'process(Ljavacard/framework/APDU;)V'),
  ],
};

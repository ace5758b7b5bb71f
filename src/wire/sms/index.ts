/** Short messages: TPDUs, addresses, user data headers; the alphabets. [TS23040] [TS23038] */
export { emitSmsAddress, parseSmsAddress, type SmsAddress } from './address.ts';
export {
  emitAlphaField,
  emitDefaultAlphabet,
  emitUcs2,
  packSeptets,
  parseAlphaField,
  parseDefaultAlphabet,
  parseUcs2,
  unpackSeptets,
} from './gsm-alphabet.ts';
export { emitNetworkName } from './network-name.ts';
export {
  DATA_DOWNLOAD,
  emitSmsDeliver,
  emitSmsSubmit,
  parseSmsDeliver,
  parseSmsSubmit,
  SMS_USER_DATA_MAX,
  type SmsDeliver,
  type SmsSubmit,
} from './sms-tpdu.ts';
export {
  concatenation,
  emitUserData,
  type InformationElement,
  parseUserData,
  SMS_ELEMENT,
  smsPart,
  type SmsPart,
  type UserData,
} from './user-data.ts';

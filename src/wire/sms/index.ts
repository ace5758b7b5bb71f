/** Short messages: TPDUs, addresses, user data headers. [TS23040] */
export { emitSmsAddress, parseSmsAddress, type SmsAddress } from './address.ts';
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

export {
  AuthenticationCentre,
  type AuthenticationCentreParts,
  type AuthenticationVector,
  type Subscriber,
} from './authentication-centre.ts';
export { register, type RegistrationOptions } from './registration.ts';
export type { Registration, RegistrationStep } from './registration-result.ts';
export { describedSubscribers, parseSubscriber } from './subscriber.ts';

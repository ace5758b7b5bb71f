export {
  AuthenticationCentre,
  type AuthenticationCentreParts,
  type AuthenticationVector,
  type Subscriber,
} from './authentication-centre.ts';
export { register, type Registration, type RegistrationOptions } from './registration.ts';

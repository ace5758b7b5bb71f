export {
  AuthenticationCentre,
  type AuthenticationCentreParts,
  type AuthenticationVector,
  type Subscriber,
} from './authentication-centre.ts';

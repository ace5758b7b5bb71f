/** Profile packages as an operator's data preparation makes them. */
export { buildProfile } from './build-profile.ts';
export { changeProfile } from './change-profile.ts';
export {
  type ProfileChanges,
  profileChanges,
  profileJsonSchema,
  type ProfileSpecification,
  profileSpecification,
} from './specification.ts';

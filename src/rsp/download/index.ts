/** The download of a bound profile package. [SGP22 §2.5.4] [SGP22 §5.7.6] */
export { type InterruptedLoading, interruptedLoading } from './interrupted-loading.ts';
export type { AuthenticatedServer, PreparedDownload } from './authenticated-server.ts';
export {
  installErrorOf,
  type LoadedPackage,
  type LoadingFailure,
  type LoadingResult,
  PackageLoading,
  type RefusedMetadata,
} from './package-loading.ts';

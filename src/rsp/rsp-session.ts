/**
 * The one RSP session an eUICC holds: from a challenge to the end of a download. It is volatile,
 * and bound to the card session that began it. [SGP22 §3.0.1]
 */
import type { Bytes } from '../base/index.ts';
import type { CardSession } from '../os/abi/index.ts';
import type { AuthenticatedServer, PackageLoading, PreparedDownload } from './download/index.ts';

export interface RspSession {
  readonly card: CardSession;
  readonly challenge: Bytes;
  readonly server?: AuthenticatedServer | undefined;
  readonly download?: PreparedDownload | undefined;
  /** The package that is being loaded. */
  readonly loading?: PackageLoading | undefined;
}

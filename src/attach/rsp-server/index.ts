/** Servers of remote provisioning at ports of this machine, over HTTPS. [SGP22 §6.1] */
export { sendJson, type SendParts } from './send-json.ts';
export {
  type ServedAnswer,
  type ServedProblem,
  type ServedSmdp,
  serveSmdp,
  type SmdpParts,
} from './serve-smdp.ts';
export { type ServedSmds, serveSmds, type SmdsParts } from './serve-smds.ts';
export { chooseTls, type TlsIdentity, tlsIdentity, trustAnchors } from './tls-identity.ts';

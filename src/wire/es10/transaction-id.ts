/** TransactionId: how a server names a session. [SGP22 §3.0.1] */
import { elements } from '../asn1/index.ts';

export const TRANSACTION_ID_LENGTH_MAX = 16;
export const TRANSACTION_ID = elements.octets({ min: 1, max: TRANSACTION_ID_LENGTH_MAX });

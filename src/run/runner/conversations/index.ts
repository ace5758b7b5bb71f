export { holdLpaConversation, type LpaPlace } from './hold-lpa.ts';
export { type CardPlace, holdConversation, manageCard, transmitWhole } from './resolve.ts';

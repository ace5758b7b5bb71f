/** What the commands of a payment application share: its card data, counters and the card's PIN. */
import { type Cvm, CVM_GLOBAL_PIN } from '../../../gp/index.ts';
import type { Session } from '../../../os/abi/index.ts';
import { ModuleApplication } from '../../module-application.ts';
import type { ModuleContext } from '../../module.ts';
import { CardData } from './card-data.ts';

/** An application's own state. [GPCS §11.1.1 table 11-4] */
const PERSONALIZED = 0x0f;

export abstract class PaymentParts extends ModuleApplication {
  readonly data: CardData;

  constructor(context: ModuleContext) {
    super(context);
    this.data = new CardData(context.nvm);
  }

  get isPersonalized(): boolean {
    return this.context.system.contentState === PERSONALIZED;
  }

  /** False where the application is locked. */
  setPersonalized(): boolean {
    return this.context.system.setContentState(PERSONALIZED);
  }

  /** Counts transactions; never the same number twice, whatever happens to the power. */
  get counter() {
    return this.context.nvm.counter('transactions', 0);
  }

  /** Of the last transaction whose issuer was authentic. */
  get onlineCounter() {
    return this.context.nvm.counter('online', 0);
  }

  pin(session: Session): Cvm | undefined {
    return this.context.system.cvm(CVM_GLOBAL_PIN, session);
  }
}

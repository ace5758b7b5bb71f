/** Options of `bifrons host server`. */
import type { ModemOptions } from './modem-task.ts';

export interface ServerOptions extends ModemOptions {
  readonly tar?: string;
  readonly kic?: string;
  readonly kid?: string;
  readonly keySet?: number;
  readonly algorithm: 'aes' | 'des';
  readonly counter?: number;
  readonly spi?: string;
  readonly proof: 'response' | 'sms' | 'none';
}

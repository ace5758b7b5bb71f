/** Milenage: the authentication functions on AES. [TS35206 §4.1] */
import { assert, type Bytes, concat, xored } from '../base/index.ts';
import { encryptBlock } from './block-modes.ts';
import type { BlockCipher, Crypto } from './provider.ts';

const BLOCK = 16;
const SQN_LENGTH = 6;
const AMF_LENGTH = 2;

/** What an operator may change: rotations in bits and constants, of f1 to f5*. */
export interface MilenageConstants {
  readonly rotations: readonly number[];
  readonly constants: readonly Bytes[];
}

/** [TS35206 §4.1] */
export const MILENAGE_CONSTANTS: MilenageConstants = {
  rotations: [64, 0, 32, 64, 96],
  constants: [0, 1, 2, 4, 8].map((last) => {
    const constant = new Uint8Array(BLOCK);
    constant[BLOCK - 1] = last;
    return constant;
  }),
};

export interface MilenageKeys {
  readonly k: Bytes;
  readonly opc: Bytes;
  readonly constants?: MilenageConstants | undefined;
}

export interface AuthenticationNumbers {
  readonly rand: Bytes;
  readonly sqn: Bytes;
  readonly amf: Bytes;
}

/** What f2 to f5 give; TUAK and the test algorithm give the same. */
export interface AuthenticationKeys {
  readonly res: Bytes;
  readonly ck: Bytes;
  readonly ik: Bytes;
  readonly ak: Bytes;
}

/** [TS35206 §4.1] */
export function milenageOpc(crypto: Crypto, k: Bytes, op: Bytes): Bytes {
  return xored(encryptBlock(crypto.aes(k), op), op);
}

/** The functions of one subscription: they share the cipher, and what RAND alone decides. */
export class Milenage {
  readonly #cipher: BlockCipher;
  readonly #opc: Bytes;
  readonly #constants: MilenageConstants;
  #last: { readonly rand: Bytes; readonly temp: Bytes } | undefined;

  constructor(crypto: Crypto, { k, opc, constants = MILENAGE_CONSTANTS }: MilenageKeys) {
    this.#cipher = crypto.aes(k);
    this.#opc = opc;
    this.#constants = constants;
  }

  /** f1 and f1*: the MAC of the network and that of resynchronisation. */
  mac({ rand, sqn, amf }: AuthenticationNumbers): { readonly macA: Bytes; readonly macS: Bytes } {
    assert(sqn.length === SQN_LENGTH && amf.length === AMF_LENGTH, 'SQN is 6 bytes, AMF is 2');
    const input = concat(sqn, amf, sqn, amf);
    const { rotations, constants } = this.#constants;
    const turned = rotated(xored(input, this.#opc), rotations[0]!);
    const out = this.#encrypted(xored(xored(this.#temp(rand), turned), constants[0]!));
    return { macA: out.subarray(0, 8), macS: out.subarray(8) };
  }

  /** f2, f3, f4 and f5. */
  keys(rand: Bytes): AuthenticationKeys {
    const second = this.#output(rand, 1);
    return {
      res: second.subarray(8),
      ck: this.#output(rand, 2),
      ik: this.#output(rand, 3),
      ak: second.subarray(0, SQN_LENGTH),
    };
  }

  /** f5*: the anonymity key of resynchronisation. */
  resyncKey(rand: Bytes): Bytes {
    return this.#output(rand, 4).subarray(0, SQN_LENGTH);
  }

  #temp(rand: Bytes): Bytes {
    if (this.#last?.rand !== rand) {
      this.#last = { rand, temp: encryptBlock(this.#cipher, xored(rand, this.#opc)) };
    }
    return this.#last.temp;
  }

  #output(rand: Bytes, which: number): Bytes {
    const { rotations, constants } = this.#constants;
    const turned = rotated(xored(this.#temp(rand), this.#opc), rotations[which]!);
    return this.#encrypted(xored(turned, constants[which]!));
  }

  #encrypted(block: Bytes): Bytes {
    return xored(encryptBlock(this.#cipher, block), this.#opc);
  }
}

/** Towards the most significant bit, by any count of bits. */
function rotated(block: Bytes, bits: number): Bytes {
  const [whole, rest] = [bits >> 3, bits & 7];
  const turned = new Uint8Array(BLOCK);
  for (let i = 0; i < BLOCK; i++) {
    const [high, low] = [block[(i + whole) % BLOCK]!, block[(i + whole + 1) % BLOCK]!];
    turned[i] = (high << rest) | (low >> (8 - rest));
  }
  return turned;
}

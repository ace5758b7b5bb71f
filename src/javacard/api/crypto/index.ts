/** Package javacardx.crypto at the level of 3.0.5. [JCAPI §javacardx.crypto] */
import { unhex } from '../../../base/index.ts';
import { type ApiPackage, method } from '../api-class.ts';
import { cipher, cipherOneShot } from './cipher.ts';

export const crypto: ApiPackage = {
  number: 4,
  name: 'javacardx.crypto',
  aid: unhex('A0000000620201'),
  major: 1,
  minor: 6,
  classes: [
    {
      token: 0,
      name: 'KeyEncryption',
      isInterface: true,
      virtuals: [
        method(0, 'getKeyCipher()Ljavacardx/crypto/Cipher;'),
        method(1, 'setKeyCipher(Ljavacardx/crypto/Cipher;)V'),
      ],
    },
    cipher,
    cipherOneShot,
  ],
};

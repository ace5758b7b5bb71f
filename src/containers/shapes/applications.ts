/** Applications whose code is one of the native modules. */
import * as z from 'zod';
import { MODULE_NAMES } from '../../applets/index.ts';
import { aid, hexBytes, label } from './texts.ts';

export const applications = z
  .array(
    z.strictObject({
      name: label,
      aid: aid.describe('AID of the application.'),
      privileges: hexBytes({ min: 3, max: 3 }, 'privileges')
        .default('000000')
        .describe('Three bytes of privileges.'),
      module: z.enum(MODULE_NAMES).describe('Native module that the application is made from.'),
    }),
  )
  .max(64)
  .optional()
  .describe('Applications that are installed at first boot.');

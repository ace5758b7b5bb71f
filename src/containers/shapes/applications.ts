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
      securityDomain: aid
        .optional()
        .describe('AID of its security domain; the issuer, or the MNO-SD, when left out.'),
      parameters: hexBytes({ min: 0, max: 255 }, 'parameters')
        .optional()
        .describe('Parameters of the module, as tag C9 of INSTALL has them.'),
      uicc: hexBytes({ min: 0, max: 255 }, 'parameters of a UICC')
        .optional()
        .describe('What a UICC keeps of it, as tag EA of INSTALL has it: its toolkit parameters.'),
      contactless: z
        .enum(['activated', 'deactivated'])
        .optional()
        .describe('Contactless state; it counts on a card with a contactless registry.'),
      module: z.enum(MODULE_NAMES).describe('Native module that the application is made from.'),
    }),
  )
  .max(64)
  .optional()
  .describe('Applications that are installed at first boot.');

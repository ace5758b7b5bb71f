/** What the schemas of several commands' output consist of. */
import * as z from 'zod';

export const hexBytes = z.string().regex(/^([0-9A-F]{2})*$/);
export const text = z.string();
export const count = z.int().min(0);

/**
 * Without `jitless` zod compiles parsers from text where that is possible, and a content security
 * policy reports the attempt. The setting is read when a schema is created, so this module is
 * evaluated before every schema.
 */
import * as z from 'zod';

z.config({ jitless: true });

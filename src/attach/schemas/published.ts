/** The JSON Schemas that are published in `schemas/`, made from what the code checks with. */
import * as z from 'zod';
import { descriptionJsonSchema } from '../../device/index.ts';
import { profileJsonSchema } from '../../host/profile-builder/index.ts';
import { requestJsonSchema } from '../control/operations/index.ts';
import { OUTPUT_SCHEMAS } from './outputs.ts';

/** File name to schema. */
export function publishedSchemas(): ReadonlyMap<string, unknown> {
  const schemas = new Map<string, unknown>([
    ['device.schema.json', titled('A device description', descriptionJsonSchema())],
    ['profile.schema.json', titled('What a profile package is built from', profileJsonSchema())],
    ['control-request.schema.json', titled('A line to the control socket', requestJsonSchema())],
  ]);
  for (const [name, schema] of Object.entries(OUTPUT_SCHEMAS)) {
    const title =
      name === 'error' ? 'An error, on standard error' : `A line of bifrons ${name} --json`;
    schemas.set(`cli-${name}.schema.json`, titled(title, z.toJSONSchema(schema)));
  }
  return schemas;
}

function titled(title: string, schema: unknown): unknown {
  const { $schema, ...rest } = schema as Record<string, unknown>;
  return { $schema, title: `Bifrons: ${title}`, ...rest };
}

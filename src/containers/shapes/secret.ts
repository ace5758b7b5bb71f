/**
 * Secret fields of a description. A field is secret by its schema, which carries JSON Schema's
 * annotation `writeOnly`; whatever shows a description replaces the values of such fields.
 */
import * as z from 'zod';

export type SecretPath = readonly (string | number)[];
type Replace = (secret: string, path: SecretPath) => unknown;
type AnySchema = z.core.$ZodType;

/** The same schema, of a field whose value is never shown. */
export function secret<S extends z.ZodType>(schema: S): S {
  return schema.meta({ ...schema.meta(), writeOnly: true });
}

function isSecret(schema: AnySchema): boolean {
  return z.globalRegistry.get(schema)?.['writeOnly'] === true;
}

/**
 * A copy of a value that its schema accepts, with something else in the place of each secret. What
 * no option of a union accepts is left out, because it may hold a secret.
 */
export function mapSecrets(
  schema: AnySchema,
  value: unknown,
  replace: Replace,
  path: SecretPath = [],
): unknown {
  if (value === undefined || value === null) return value;
  if (isSecret(schema)) return replace(String(value), path);
  const inside = (part: AnySchema, of: unknown, key: string | number) =>
    mapSecrets(part, of, replace, [...path, key]);
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      return mapEntries(value, (part, key) => {
        const field = def.shape[key];
        return field === undefined ? part : inside(field, part, key);
      });
    case 'record':
      return mapEntries(value, (part, key) => inside(def.valueType, part, key));
    case 'array':
      return (value as readonly unknown[]).map((part, at) => inside(def.element, part, at));
    case 'union': {
      const option = def.options.find((one) => z.safeParse(one, value).success);
      return option && mapSecrets(option, value, replace, path);
    }
    case 'optional':
    case 'default':
    case 'prefault':
      return mapSecrets(def.innerType, value, replace, path);
    default:
      return value;
  }
}

function mapEntries(value: unknown, map: (part: unknown, key: string) => unknown): unknown {
  return Object.fromEntries(
    Object.entries(value as object).map(([key, part]) => [key, map(part, key)]),
  );
}

/** The same schema, in which each secret field also accepts the mask. */
export function withMasks<S extends z.ZodType>(schema: S, mask: z.ZodType): S {
  return masked(schema, mask) as S;
}

function masked(schema: AnySchema, mask: AnySchema): AnySchema {
  if (isSecret(schema)) return z.union([mask, schema]);
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const again = (changes: object) => z.clone(schema, { ...def, ...changes } as typeof def);
  switch (def.type) {
    case 'object': {
      const fields = Object.entries(def.shape).map(([key, field]) => [key, masked(field, mask)]);
      // Checks across fields read what a mask stands for.
      return again({ shape: Object.fromEntries(fields), checks: [] });
    }
    case 'record':
      return again({ valueType: masked(def.valueType, mask) });
    case 'array':
      return again({ element: masked(def.element, mask) });
    case 'union':
      return again({ options: def.options.map((one) => masked(one, mask)) });
    case 'optional':
    case 'default':
    case 'prefault':
      return again({ innerType: masked(def.innerType, mask) });
    default:
      return schema;
  }
}

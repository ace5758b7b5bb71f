/** The two types of a schema. */
import type * as z from 'zod';

type ReadOnly<T> = T extends object ? { readonly [K in keyof T]: ReadOnly<T[K]> } : T;

/** What one writes: fields with a default may be left out. */
export type Written<S extends z.ZodType> = ReadOnly<z.input<S>>;

/** What parsing returns: every default is filled in. */
export type Whole<S extends z.ZodType> = ReadOnly<z.output<S>>;

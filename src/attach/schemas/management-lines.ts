/** What `bifrons gp` prints with `--json`. */
import * as z from 'zod';
import { count, hexBytes, text } from './parts.ts';

/** `bifrons gp info`. */
const facts = z.strictObject({
  /** The link and the device, or the reader. */
  card: text,
  /** AID of the security domain that is selected. */
  issuer: hexBytes,
  /** Of the card specification. */
  version: text.nullable(),
  protocols: z.array(z.strictObject({ protocol: count, options: z.array(count) })),
  iin: hexBytes.nullable(),
  cin: hexBytes.nullable(),
  diversification: hexBytes.nullable(),
  capabilities: hexBytes.nullable(),
  sequenceCounter: hexBytes.nullable(),
  resources: z
    .strictObject({ applications: count, memory: count, volatileMemory: count })
    .nullable(),
  keys: z.array(
    z.strictObject({
      version: hexBytes,
      id: hexBytes,
      kind: text,
      components: z.array(z.strictObject({ type: count, length: count })),
    }),
  ),
  /** Production life cycle data by name. */
  production: z.record(text, hexBytes),
});

/** `bifrons gp list`: one entry of the registry a line. */
const entry = z.strictObject({
  kind: z.enum(['issuer', 'domain', 'application', 'load-file']),
  aid: hexBytes,
  state: hexBytes,
  stateName: text,
  privileges: z.array(text),
  loadFile: hexBytes.nullable(),
  /** Its security domain. */
  domain: hexBytes.nullable(),
  version: text.nullable(),
  modules: z.array(hexBytes),
  /** Implicit selection parameters. */
  implicit: hexBytes,
});

const event = <const Name extends string, Shape extends z.core.$ZodShape>(
  name: Name,
  shape: Shape,
) => z.strictObject({ event: z.literal(name), ...shape });

export const managementLines = z.union([
  facts,
  entry,
  z.strictObject({ tag: hexBytes, value: hexBytes }),
  z.strictObject({ number: count, reader: text, card: z.boolean() }),
  event('progress', { step: text, done: count, total: count }),
  event('loaded', { aid: hexBytes, version: text, modules: z.array(hexBytes) }),
  event('written', { file: text, aid: hexBytes, modules: z.array(hexBytes) }),
  event('installed', { aid: hexBytes, module: hexBytes, file: hexBytes }),
  event('deleted', { aid: hexBytes }),
  event('confirmation', { counter: count, receipt: hexBytes, data: hexBytes }),
  event('extradited', { aid: hexBytes, to: hexBytes }),
  event('updated', { aid: hexBytes, privileges: hexBytes }),
  event('selectable', { aid: hexBytes }),
  event('locked', { aid: hexBytes }),
  event('unlocked', { aid: hexBytes }),
  event('status', { aid: hexBytes, state: hexBytes }),
  event('card', { state: text }),
  event('keys', { version: hexBytes, count }),
  event('keys-deleted', { version: count.nullable(), id: count.nullable() }),
  event('stored', { block: count, answer: hexBytes }),
]);

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HostError } from '../base/index.ts';
import {
  descriptionJsonSchema,
  maskSecrets,
  parseDescription,
  presets,
  secretsOf,
  shownDescriptionSchema,
} from './index.ts';

interface JsonSchema {
  readonly description?: string;
  readonly const?: unknown;
  readonly writeOnly?: boolean;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/** Each field of a JSON Schema by its path. */
function fieldsOf(schema: JsonSchema, path = ''): [string, JsonSchema][] {
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  const own = Object.entries(schema.properties ?? {}).flatMap(
    ([name, field]): [string, JsonSchema][] => [
      [`${path}.${name}`, field],
      ...fieldsOf(field, `${path}.${name}`),
    ],
  );
  return [
    ...own,
    ...(schema.items ? fieldsOf(schema.items, `${path}[]`) : []),
    ...parts.flatMap((one) => fieldsOf(one, path)),
  ];
}

test('each field of a description has a sentence in the published schema', () => {
  const fields = fieldsOf(descriptionJsonSchema() as JsonSchema);
  assert.ok(fields.length > 80, `only ${fields.length} fields`);
  for (const [path, { description }] of fields)
    assert.match(description ?? '', /^[A-Z].*(\.|\])$/, `${path}: ${description}`);
});

const KEYS = { version: 3, enc: 'E1'.repeat(16), mac: 'E2'.repeat(16), dek: 'E3'.repeat(16) };

/** The preset with a key set in each place where a description may have one. */
function keyed(keySet: object = KEYS): unknown {
  const [euicc, ese] = presets.patent.containers;
  const [first, second] = euicc.profiles;
  const profiles = [{ ...first, mnoSd: 'A000000151534401', mnoSdKeys: [keySet] }, second];
  const [domain] = ese.securityDomains;
  return {
    ...presets.patent,
    containers: [
      { ...euicc, profiles },
      { ...ese, keySets: [keySet], securityDomains: [{ ...domain, keySets: [keySet] }] },
    ],
  };
}

test('a secret of a description is found and masked by its schema, in every architecture', () => {
  const description = parseDescription(keyed());
  const secrets = secretsOf(description);
  assert.deepEqual(
    secrets.map(({ path }) => path.join('.')),
    ['profiles.0.mnoSdKeys.0', 'keySets.0', 'securityDomains.0.keySets.0'].flatMap((holder, at) =>
      ['enc', 'mac', 'dek'].map((key) => `containers.${at === 0 ? 0 : 1}.${holder}.${key}`),
    ),
  );
  const masked = maskSecrets(description);
  assert.doesNotMatch(JSON.stringify(masked), /E1E1|E2E2|E3E3/);
  assert.match(JSON.stringify(masked), /"version":3,.*"enc":"\(16 bytes\)"/);
  for (const shown of [description, masked])
    assert.equal(shownDescriptionSchema.safeParse(shown).success, true);
  assert.equal(shownDescriptionSchema.safeParse({ ...masked, name: '' }).success, false);
  const [euicc, ese] = presets.patent.containers;
  const { version: _edition, ciPublicKeys: _keys, profiles: _profiles, ...common } = euicc;
  const m2m = { ...common, architecture: 'm2m', profiles: [] };
  const other = parseDescription({ ...presets.patent, containers: [m2m, ese] });
  assert.equal(secretsOf(other).length, 6);
  assert.doesNotMatch(JSON.stringify(maskSecrets(other)), /40414243/);
});

test('PINs, PUKs, administrative keys, K and OPc of a UICC are secret by its schema', () => {
  const [container] = presets['usim-card'].containers;
  const [profile] = container.profiles;
  const authentication = { algorithm: 'milenage', key: 'E1'.repeat(16), opc: 'E2'.repeat(16) };
  const applications = (profile.uicc.applications ?? []).map((one) => ({ ...one, authentication }));
  const profiles = [{ ...profile, uicc: { ...profile.uicc, applications } }];
  const description = parseDescription({
    ...presets['usim-card'],
    containers: [{ ...container, profiles }],
  });
  const secrets = secretsOf(description);
  const names = new Set(secrets.map(({ path }) => path.at(-1)));
  for (const name of ['value', 'unblock', 'key', 'opc']) assert.ok(names.has(name), name);
  const shown = JSON.stringify(maskSecrets(description));
  for (const { value } of secrets) assert.ok(!shown.includes(`"${value}"`), value);
});

test('the secret fields of a description are these', () => {
  const secret = fieldsOf(descriptionJsonSchema() as JsonSchema)
    .filter(([, { writeOnly }]) => writeOnly === true)
    .map(([path]) => path.replace(/^.*?([^.]*\.[^.]*)$/, '$1'));
  assert.deepEqual([...new Set(secret)].toSorted(), [
    'authentication.key',
    'authentication.opc',
    'ecKeys[].privateKey',
    'keySets[].dek',
    'keySets[].enc',
    'keySets[].mac',
    'mnoSdKeys[].dek',
    'mnoSdKeys[].enc',
    'mnoSdKeys[].mac',
    'pins[].unblock',
    'pins[].value',
    'trust[].key',
  ]);
});

test('an error about a secret does not contain it', () => {
  for (const enc of ['E1'.repeat(15), `${'E1'.repeat(15)}XY`, `${'E1'.repeat(17)}`]) {
    assert.throws(
      () => parseDescription(keyed({ ...KEYS, enc })),
      (error) => {
        assert.ok(error instanceof HostError);
        assert.match(error.message, /enc: a key|three keys of one length/);
        assert.doesNotMatch(error.message + error.next, /E1E1/);
        return true;
      },
    );
  }
});

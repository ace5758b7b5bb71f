/** What a card says of itself, as labelled lines and as an object. */
import { type Bytes, hex, hexNumber } from '../../base/index.ts';
import { type CardFacts, describeKey, type KeyRow } from '../../host/off-card/index.ts';
import { labelled } from '../labelled.ts';
import type { Output } from '../output.ts';

export function showFacts(output: Output, place: string, facts: CardFacts): void {
  const { card, resources } = facts;
  const text = (value: Bytes | undefined): string | null =>
    value === undefined ? null : hex(value);
  output.object({
    card: place,
    issuer: hex(facts.issuer),
    version: card?.version ?? null,
    protocols: card?.protocols ?? [],
    iin: text(facts.iin),
    cin: text(facts.cin),
    diversification: text(facts.diversification),
    capabilities: text(facts.capabilities),
    sequenceCounter: text(facts.sequenceCounter),
    resources: resources ?? null,
    keys: facts.keys.map(keyObject),
    production: Object.fromEntries(facts.production),
  });
  const version = card?.version === undefined ? '' : `, GlobalPlatform ${card.version}`;
  labelled(output, 'card', `${place}${version}`);
  labelled(output, 'domain', hex(facts.issuer));
  labelled(output, 'channels', channels(facts));
  labelled(output, 'IIN', text(facts.iin));
  labelled(output, 'CIN', text(facts.cin));
  labelled(output, 'KDF data', text(facts.diversification));
  keyLines(facts.keys).forEach((line, at) => labelled(output, at === 0 ? 'keys' : '', line));
  if (resources !== undefined) {
    const { applications, memory, volatileMemory } = resources;
    const room = `${memory} bytes free, ${volatileMemory} of working memory`;
    labelled(
      output,
      'memory',
      `${room}, ${applications} ${applications === 1 ? 'application' : 'applications'}`,
    );
  }
  const production = facts.production.filter(([, value]) => !/^0+$/.test(value));
  const words = production.map(([name, value]) => `${name} ${value}`).join(', ');
  labelled(output, 'production', words === '' ? null : words);
}

/** `SCP03 i=70`. */
function channels({ card }: CardFacts): string | null {
  if (card === undefined || card.protocols.length === 0) return null;
  return card.protocols
    .map(({ protocol, options }) => `SCP${byte(protocol)} i=${options.map(byte).join(',')}`)
    .join('  ');
}

/** One line a version. */
function keyLines(keys: readonly KeyRow[]): readonly string[] {
  const versions = [...new Set(keys.map(({ version }) => version))];
  return versions.map((version) => {
    const set = keys.filter((one) => one.version === version);
    const kinds = [...new Set(set.map(describeKey))];
    const ids = set.map(({ id }) => byte(id));
    if (kinds.length === 1 && set.length > 1)
      return `${byte(version)}  ${ids.join(' ')}  ${kinds[0]!}`;
    const listed = set.map((one) => `${byte(one.id)} ${describeKey(one)}`);
    return `${byte(version)}  ${listed.join(', ')}`;
  });
}

function keyObject(key: KeyRow): unknown {
  const { version, id, components } = key;
  return { version: byte(version), id: byte(id), kind: describeKey(key), components };
}

/** As many bytes as the value has. */
function byte(value: number): string {
  return hexNumber(value, value > 0xff ? 2 : 1);
}

/** The facts of each link, from the description. */
import { HostError, type LinkFacts, type LinkProtocol } from '../base/index.ts';
import { atrComplaint } from './atr.ts';
import type { Description, InterfaceDescription } from './description.ts';

type Nature = Omit<LinkFacts, 'id' | 'interface' | 'protocol' | 'channels' | 'lsis'>;

/** By protocol; the last column is Java Card's `APDU.getProtocol()`. [M-57] [M-78] */
const NATURE: Readonly<Record<LinkProtocol, Nature>> = {
  t0: contact('iso7816-3', 0x00, 'get-response'),
  t1: contact('iso7816-3', 0x01, 'direct'),
  spi: contact('other', 0x01, 'direct'),
  'apdu-gate': contact('other', 0xb1, 'direct'),
  proprietary: contact('other', 0x01, 'direct'),
  'swp-a': contactless(0x81),
  'swp-b': contactless(0x91),
};

function contact(
  family: LinkFacts['family'],
  javaCardProtocol: number,
  outgoing: LinkFacts['outgoing'],
): Nature {
  return { family, mode: 'contact', javaCardProtocol, outgoing, extended: outgoing === 'direct' };
}

function contactless(javaCardProtocol: number): Nature {
  return {
    family: 'other',
    mode: 'contactless',
    javaCardProtocol,
    outgoing: 'direct',
    extended: true,
  };
}

/** Which protocols an interface can carry. */
const CARRIES: Readonly<Record<InterfaceDescription['kind'], readonly LinkProtocol[]>> = {
  iso: ['t0', 't1'],
  spi: ['spi'],
  swp: ['swp-a', 'swp-b', 'apdu-gate'],
  proprietary: ['proprietary'],
};

/** All links in wiring order; a `HostError` names an interface that cannot carry its links. */
export function linkFacts(description: Description): readonly LinkFacts[] {
  const facts: LinkFacts[] = [];
  for (const port of description.interfaces) {
    for (const link of port.links) {
      if (!CARRIES[port.kind].includes(link.protocol)) {
        const able = CARRIES[port.kind].join(' or ');
        throw invalid(
          `interfaces.${port.id}: kind "${port.kind}" carries ${able}, not "${link.protocol}"`,
        );
      }
      if (port.links.filter((other) => other.protocol === link.protocol).length > 1) {
        throw invalid(`interfaces.${port.id}: carries "${link.protocol}" twice`);
      }
      if (facts.some((other) => other.id === link.id))
        throw invalid(`link "${link.id}" is named twice`);
      const { id, protocol, lsis, channels } = link;
      const nature = {
        ...NATURE[protocol],
        ...(port.kind === 'proprietary' && { mode: port.mode }),
      };
      facts.push({ id, interface: port.id, protocol, lsis, channels, ...nature });
    }
  }
  return facts;
}

export function invalid(message: string): HostError {
  return new HostError('DESCRIPTION_INVALID', message, 'correct the description and start again');
}

/** Names that must differ and quotas that must fit. */
export function checkDescription(description: Description): void {
  for (const list of [description.interfaces, description.containers]) {
    const ids = list.map((one) => one.id);
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twice !== undefined) throw invalid(`"${twice}" is named twice`);
  }
  const requested = description.containers.reduce((sum, one) => sum + one.quota, 0);
  if (requested > description.memory.nvm) {
    throw invalid(
      `the containers' quotas sum to ${requested} bytes, memory.nvm is ${description.memory.nvm}`,
    );
  }
  for (const one of description.interfaces) {
    const complaint = one.kind === 'iso' ? atrComplaint(one, description) : undefined;
    if (complaint !== undefined) throw invalid(`interfaces.${one.id}.atr: ${complaint}`);
  }
  const links = description.interfaces.flatMap((one) => one.links.map(({ id }) => id));
  const unknown = Object.keys(description.host?.clients ?? {}).find((id) => !links.includes(id));
  if (unknown !== undefined) {
    throw invalid(`host.clients names "${unknown}"; links here: ${links.join(', ')}`);
  }
  const ids = description.containers.map((one) => one.id);
  const named = [
    ...description.aliases.map((one) => one.container),
    ...Object.keys(description.reach),
  ];
  const stranger = named.find((id) => !ids.includes(id));
  if (stranger !== undefined) {
    throw invalid(`aliases and reach name "${stranger}"; containers here: ${ids.join(', ')}`);
  }
}

/** A device's arrangement in words. */
import type { LinkState, Topology } from '../attach/service/index.ts';
import { forPeople } from '../keep/data-folder/places/index.ts';
import { columns, type Output, table, wrap } from './output.ts';

const PROTOCOLS: Readonly<Record<string, string>> = {
  t0: 'T=0',
  t1: 'T=1',
  spi: "T=1' SPI",
  'swp-a': 'SWP type A',
  'swp-b': 'SWP type B',
  'apdu-gate': 'APDU gate',
  proprietary: 'proprietary',
};

const LABEL_WIDTH = 12;

/** The first line: `Bifrons 0.1  device patent (eSE)  state ~/… (new)`, or two where it is long. */
export function showHeader(output: Output, topology: Topology, state: string): void {
  const version = topology.version.split('.').slice(0, 2).join('.');
  const { device, formFactor } = topology;
  const folder =
    topology.folder === '(memory)' ? 'in memory' : `${forPeople(topology.folder)} (${state})`;
  const chip = `device ${device} (${formFactor})${inHost(topology)}`;
  const head = `Bifrons ${version}`;
  const first = `${output.style('bold', head)}  ${chip}`;
  if (`${head}  ${chip}  state ${folder}`.length <= columns()) {
    output.line(`${first}  state ${folder}`);
  } else {
    output.line(first);
    labelled(output, 'state', wrap(folder, columns() - LABEL_WIDTH));
  }
}

/** Why the device answers nothing, and what to do; no line for one that answers. */
export function showMute(output: Output, { mute }: Pick<Topology, 'mute'>): void {
  if (mute === null) return;
  const room = columns() - LABEL_WIDTH;
  const why = wrap(`${mute.why} (${mute.code})`, room);
  labelled(output, 'mute', [...why, ...wrap(`next: ${mute.next}`, room)]);
}

/** `, soldered into a meter`; nothing where the description names no host. */
export function inHost({ host }: Topology): string {
  if (host.kind === null) return '';
  const article = /^[aeiou]/.test(host.kind) ? 'an' : 'a';
  const how = { soldered: 'soldered into', integrated: 'part of' }[host.mount] ?? 'removable, in';
  return `, ${how} ${article} ${host.kind}`;
}

/** Links, containers and aliases; `reader` says what a link's row ends with. */
export function showArrangement(
  output: Output,
  topology: Topology,
  reader: (link: string) => string,
): void {
  const links = topology.links.map((row) => [
    linkName(row),
    row.mode.padEnd(7),
    (PROTOCOLS[row.protocol] ?? row.protocol).padEnd(9),
    `-> ${row.container || '?'}`,
    row.by === '' ? '' : `by "${row.by}"`,
    ` ${reader(row.id)}`,
  ]);
  labelled(output, 'links', labelledTable(links));
  const containers = topology.containers.map((row) => {
    const root = row.entities.find((entity) => entity.root);
    const profiles = row.entities.filter(({ aid }) => isProfile(aid)).length;
    const extra =
      row.kind === 'euicc' && row.entities.length > 0
        ? ` ${profiles} ${profiles === 1 ? 'profile' : 'profiles'}`
        : '';
    const unread = row.entities.length === 0;
    const name = root === undefined ? (unread ? 'not read' : 'no root') : `root ${root.name}`;
    return [row.id, row.title.padEnd(23), name, root?.aid ?? '', extra];
  });
  labelled(output, 'containers', labelledTable(containers));
  const aliases = topology.aliases
    .filter((row) => !row.clash)
    .map((row) => `${row.common} means ${row.real} in ${row.container}`);
  labelled(output, 'aliases', aliases);
  const clashes = topology.aliases.filter((row) => row.clash);
  for (const common of new Set(clashes.map((row) => row.common))) {
    const holders = clashes.filter((row) => row.common === common).map((row) => row.container);
    labelled(output, 'clashes', [`${common} is held by ${holders.join(' and ')}`]);
  }
}

export function linkName(row: Pick<LinkState, 'id' | 'lsi'>): string {
  return row.lsi === 0 ? row.id : `${row.id}/${row.lsi}`;
}

/** Security domains of profiles: GSMA's numbers without ISD-R (01), ECASD (02). [SGP02 §2.2.1] */
function isProfile(aid: string): boolean {
  return /^A0000005591010FFFFFFFF8900(?!000[12])/.test(aid);
}

/** Rows that leave room for a label. */
export function labelledTable(rows: readonly (readonly string[])[]): readonly string[] {
  return table(rows, '  ', columns() - LABEL_WIDTH);
}

/** Rows with a label before the first. */
export function labelled(output: Output, label: string, rows: readonly string[]): void {
  rows.forEach((row, at) => {
    const head = (at === 0 ? label : '').padEnd(LABEL_WIDTH);
    output.line(output.style('dim', head) + row);
  });
}

/** Fields of instances fill their cells, references side by side. [JCVM §6.9.2.2] */
import { CAP_ACCESS, type CapClass } from '../../../wire/cap/index.ts';
import { type DescribedClass, isStatic } from '../package-types.ts';
import { demandIn } from '../rejection.ts';

const NO_TOKEN = 0xff;
const CELLS_MAX = 255;

export function checkInstanceFields(entry: CapClass, described: DescribedClass): void {
  const { declaredInstanceSize: size, firstReferenceToken: first, referenceCount } = entry;
  const { name, cells: all } = described.class;
  const demand = (holds: boolean, why: string): void => demandIn('Class', holds, `${name}: ${why}`);
  demand(all <= CELLS_MAX, `instances have ${all} cells`);
  const isEmpty = referenceCount > 0 || first === NO_TOKEN;
  demand(isEmpty, `no reference, and the first has token ${first}`);
  const taken = new Set<number>();
  const tokensWhere = (visible: boolean): readonly number[] =>
    described.fields
      .filter(({ row }) => !isStatic(row) && isVisible(row) === visible)
      .map(({ row }) => row.token);
  const isOrdered = Math.max(-1, ...tokensWhere(true)) < Math.min(CELLS_MAX, ...tokensWhere(false));
  demand(isOrdered, 'fields of the package stand before those that others see');
  for (const { row, type } of described.fields) {
    if (isStatic(row)) continue;
    const { token } = row;
    for (let at = token; at < token + type.cells.length; at++) {
      demand(at < size, `field ${token} ends behind the ${size} cells`);
      demand(!taken.has(at), `two fields have cell ${at}`);
      taken.add(at);
    }
    const isReference = /^[[L]/.test(type.text);
    const isInside = referenceCount > 0 && token >= first && token < first + referenceCount;
    demand(isReference === isInside, `field ${token} is of type ${type.text}`);
    if (isReference || referenceCount === 0) continue;
    // Numbers stand below the references where other packages see them, behind them where not.
    demand(isVisible(row) === token < first, `field ${token} has access flags ${row.access}`);
  }
  demand(taken.size === size, `${size} cells, fields have ${taken.size}`);
}

function isVisible({ access }: { readonly access: number }): boolean {
  return (access & (CAP_ACCESS.PUBLIC | CAP_ACCESS.PROTECTED)) !== 0;
}

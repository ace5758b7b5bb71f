/** Files of an IoT minimal profile: of the MF and of ADF.USIM, in two templates. [SAIP §9.10] */
import { assert } from '../../../base/index.ts';
import { MF } from './card.ts';
import { type TemplateFile, templateRows } from './template-file.ts';
import { DF_5GS_3, DF_SAIP, USIM_2 } from './usim.ts';
import { OPT_USIM } from './usim-optional.ts';

const OPTIONAL = 'ef-fdn ef-sms ef-smsp ef-smss ef-spn ef-est ef-epsloci ef-epsnsc';
const FROM_OPTIONAL = 'ef-oplmnwact ef-hplmnwact ef-ehplmn';
const DIRECTORIES = [DF_5GS_3, DF_SAIP];

function named(rows: readonly TemplateFile[], names: string): readonly TemplateFile[] {
  return names.split(' ').map((name) => {
    const row = rows.find((one) => one.name === name);
    assert(row, `a template has ${name}`);
    return row;
  });
}

/** The second EF.ARR of the element has a name of its own. */
export function iotFiles(): readonly TemplateFile[] {
  const optional = OPTIONAL.split(' ');
  const usim = templateRows(USIM_2).filter(({ name }) => !optional.includes(name));
  return [
    ...templateRows(MF),
    ...usim.map((one) => (one.name === 'ef-arr' ? { ...one, name: 'ef-arr-usim' } : one)),
  ];
}

export function optionalIotFiles(): readonly TemplateFile[] {
  const directories = DIRECTORIES.flatMap((text) => templateRows(text));
  return [
    ...named(templateRows(USIM_2), OPTIONAL),
    ...named(templateRows(OPT_USIM), FROM_OPTIONAL),
    ...directories.map((one) =>
      one.name === 'ef-supinai' ? { ...one, name: 'ef-supi-nai' } : one,
    ),
  ];
}

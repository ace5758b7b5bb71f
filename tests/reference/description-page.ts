/** The reference page of descriptions: each field with its sentence, from the JSON Schema. */

interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly default?: unknown;
  readonly writeOnly?: boolean;
  readonly description?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

const HEAD = `# A device's description, field by field

Generated from the schema that descriptions are checked with (\`npm run reference\`).
\`schemas/device.schema.json\` is the same for programs and editors, with every bound.
\`bifrons describe\` writes a whole description, \`bifrons init\` one to change.
\`[]\` is each element of a list, \`{}\` each value of an object.
A secret is masked wherever a description is shown.
`;

/** A section for each field at the top, and a row for each field in it. */
export function descriptionPage(schema: unknown): string {
  const { properties = {}, required = [] } = schema as Schema;
  const sections = Object.entries(properties).map(([name, field]) => {
    const rows: string[] = [];
    addRow(rows, name, { field, isRequired: required.includes(name) });
    const body = ['| field | form | meaning |', '|---|---|---|', ...new Set(rows)];
    return `## ${name}\n\n${body.join('\n')}\n`;
  });
  return [HEAD, ...sections].join('\n');
}

interface Field {
  readonly field: Schema;
  readonly isRequired: boolean;
}

function addRow(rows: string[], path: string, { field, isRequired }: Field): void {
  const notes = [
    ...(isRequired && field.default === undefined ? ['required'] : []),
    ...(field.default === undefined ? [] : [`default \`${JSON.stringify(field.default)}\``]),
    ...(field.writeOnly === true ? ['secret'] : []),
  ];
  const form = [formOf(field), ...notes].join('; ');
  rows.push(`| \`${path}\` | ${cell(form)} | ${cell(field.description ?? '')} |`);
  addInner(rows, path, field);
}

/** Fields below, of every form that it may have. */
function addInner(rows: string[], path: string, field: Schema): void {
  const { properties = {}, required = [], items, additionalProperties } = field;
  for (const [name, inner] of Object.entries(properties))
    addRow(rows, `${path}.${name}`, { field: inner, isRequired: required.includes(name) });
  if (items !== undefined) addInner(rows, `${path}[]`, items);
  if (typeof additionalProperties === 'object') addInner(rows, `${path}{}`, additionalProperties);
  for (const one of [...(field.anyOf ?? []), ...(field.oneOf ?? [])]) addInner(rows, path, one);
}

function formOf(field: Schema): string {
  const { enum: values, items, anyOf = [], oneOf = [] } = field;
  if (field.const !== undefined) return `\`${JSON.stringify(field.const)}\``;
  if (values !== undefined) return values.map((one) => `\`${JSON.stringify(one)}\``).join(', ');
  const forms = [...anyOf, ...oneOf].map(formOf);
  if (forms.length > 0) return [...new Set(forms)].join(' or ');
  if (items !== undefined) return `list of ${formOf(items)}`;
  return field.type ?? 'any value';
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

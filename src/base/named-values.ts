/** Tables of names, each with its value: the name of a value, and names in words. */

/** The first name that has this value; `undefined` where none has it. */
export function nameOf<K extends string, V>(
  table: Readonly<Record<K, V>>,
  value: unknown,
): K | undefined {
  return (Object.keys(table) as K[]).find((name) => table[name] === value);
}

/** `noSessionContext` as `no session context`; `invalidCRLFormat` keeps its abbreviation. */
export function spacedName(name: string): string {
  return name.replace(/[A-Z](?![A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** A modem's command line taken apart. [V250 §5.2, §5.3, §5.4] [TS27007 §4] */

export interface AtCommand {
  /** Upper case, with its sign: `E`, `&F`, `+CSIM`. */
  readonly name: string;
  readonly form: 'act' | 'set' | 'read' | 'test';
  /** What is set, as it was written: `10,"0070000001"`. */
  readonly values: string;
}

const BASIC = /^(&?[A-Z])(\d*)/i;
/** A semicolon ends it, unless it stands within quotes. */
const EXTENDED = /^(\+[A-Z][A-Z0-9]*)\s*(?:(=\?)\s*|(\?)\s*|=((?:"[^"]*"|[^";])*))?(?:;\s*|$)/i;

/** The commands of a line, in order; nothing where it is no command line. */
export function parseAtLine(line: string): readonly AtCommand[] | undefined {
  const text = line.trim();
  if (!/^AT/i.test(text)) return undefined;
  const commands: AtCommand[] = [];
  for (let rest = text.slice(2).trimStart(); rest !== '';) {
    const found = EXTENDED.exec(rest) ?? BASIC.exec(rest);
    if (found === null) return undefined;
    commands.push(rest.startsWith('+') ? extended(found) : basic(found));
    rest = rest.slice(found[0].length).trimStart();
  }
  return commands;
}

function basic([, name = '', digits = '']: RegExpExecArray): AtCommand {
  return { name: name.toUpperCase(), form: 'act', values: digits };
}

function extended([, name = '', test, read, values]: RegExpExecArray): AtCommand {
  const form =
    test !== undefined
      ? 'test'
      : read !== undefined
        ? 'read'
        : values === undefined
          ? 'act'
          : 'set';
  return { name: name.toUpperCase(), form, values: (values ?? '').trim() };
}

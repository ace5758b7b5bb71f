/** How long the reference card takes for a command. */
import { unhex } from '../src/base/index.ts';
import { type CapName, readCapComponents } from '../tests/support/cap/read-cap.ts';
import { EFFORT, microsecondsAwaited } from './frame.ts';
import { ReferenceCard } from './reference-card.ts';

/** Components that a card loads, in their order. [JCVM §6.3] */
const LOADED = [
  'Header',
  'Directory',
  'Import',
  'Applet',
  'Class',
  'Method',
  'StaticField',
  'ConstantPool',
  'RefLocation',
];
/** Below the ports that systems give to clients. */
const PORT = { from: 20_000, count: 10_000 };
/** A port that was in use stays taken for a minute. */
let started = 0;
/** In the Applet component: tag, size, count, then the length of the first AID. */
const AID_AT = 5;

export interface ReferenceParts {
  readonly program: string;
  readonly file: CapName;
  readonly command: string;
}

export async function referenceSeconds({
  program,
  file,
  command,
}: ReferenceParts): Promise<number> {
  const components = readCapComponents(file);
  const applet = components.get('Applet');
  if (applet === undefined) throw new Error(`${file} has no applet`);
  const aid = applet.slice(AID_AT, AID_AT + applet[AID_AT - 1]!);
  const card = await ReferenceCard.start(
    program,
    PORT.from + ((process.pid + started++) % PORT.count),
  );
  try {
    await card.install(
      LOADED.flatMap((name) => components.get(name) ?? []),
      aid,
    );
    const sent = unhex(command);
    return (await microsecondsAwaited(async () => void (await card.exchange(sent)), EFFORT)) / 1e6;
  } finally {
    card.stop();
  }
}

/** A CAP file by its components. [JCVM §6] */
import type { CapApplet } from './applet.ts';
import type { CapClasses } from './class.ts';
import type { CapComponent } from './component.ts';
import type { Constant } from './constant-pool.ts';
import type { CapDebug } from './debug.ts';
import type { CapDescriptor } from './descriptor.ts';
import type { CapDirectory } from './directory.ts';
import type { CapExport } from './export.ts';
import type { CapHeader, CapPackage } from './header.ts';
import type { CapMethods } from './method.ts';
import type { CapReferences } from './reference-location.ts';
import type { CapStaticFields } from './static-field.ts';
import type { StaticResource } from './static-resource.ts';

/** The package of a load file and the applets in it. */
export type CapSummary = Pick<CapFile, 'header' | 'applets'>;

export interface CapFile {
  readonly header: CapHeader;
  readonly directory: CapDirectory;
  readonly applets: readonly CapApplet[];
  readonly imports: readonly CapPackage[];
  readonly constants: readonly Constant[];
  readonly classes: CapClasses;
  readonly methods: CapMethods;
  readonly staticFields: CapStaticFields;
  readonly references: CapReferences;
  readonly exports: readonly CapExport[];
  /** A card may be sent none. */
  readonly descriptor: CapDescriptor | undefined;
  /** From format 2.3. */
  readonly staticResources: readonly StaticResource[] | undefined;
  /** Off the card only. */
  readonly debug: CapDebug | undefined;
  /** Components as they came, by tag. */
  readonly components: ReadonlyMap<number, CapComponent>;
}

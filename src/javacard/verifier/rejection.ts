/** How the verifier refuses: component, method and byte, and why. */
import { refuse } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';

export type ComponentName =
  | 'Header'
  | 'Applet'
  | 'Import'
  | 'Constant Pool'
  | 'Class'
  | 'Method'
  | 'Static Field'
  | 'Reference Location'
  | 'Export'
  | 'Descriptor';

const CLAUSES: Readonly<Record<ComponentName, string>> = {
  Header: 'JCVM §6.4',
  Applet: 'JCVM §6.6',
  Import: 'JCVM §6.7',
  'Constant Pool': 'JCVM §6.8',
  Class: 'JCVM §6.9',
  Method: 'JCVM §6.10',
  'Static Field': 'JCVM §6.11',
  'Reference Location': 'JCVM §6.12',
  Export: 'JCVM §6.13',
  Descriptor: 'JCVM §6.14',
};

/** Ends the verification: a `Refusal` that names the component. */
export function rejectIn(component: ComponentName, why: string): never {
  return refuse(SW.WRONG_DATA, CLAUSES[component], `${component} component: ${why}`);
}

/** Refuses unless something holds. */
export function demandIn(component: ComponentName, holds: boolean, why: string): void {
  if (!holds) rejectIn(component, why);
}

/** Refuses code: offsets are those of the Method component. */
export function rejectCode(method: number, at: number, why: string): never {
  return rejectIn('Method', `byte ${at}, in the method at ${method}: ${why}`);
}

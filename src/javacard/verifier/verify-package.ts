/**
 * The verifier: whatever a package's code does, it uses each object as what it is. With the types
 * of a Descriptor component all is checked; without, kinds of cells are inferred, and classes are
 * left to the checks of the machine. [JCVM §6] [JCVM §7]
 */
import type { LinkedPackage } from '../loader/index.ts';
import { DataFlow } from './data-flow.ts';
import { instructionCheck } from './instruction-check.ts';
import { MethodCode } from './method-code.ts';
import { type MethodView, methodViews } from './method-view.ts';
import { checkClasses } from './structure/class.ts';
import { checkConstants } from './structure/constant-pool.ts';
import { checkDescriptor } from './structure/descriptor.ts';
import { checkExports } from './structure/export.ts';
import { checkBranches, checkHandlerOwners, checkHandlers } from './structure/method.ts';
import { checkPackage } from './structure/package.ts';
import { checkReferenceLocations } from './structure/reference-location.ts';
import { checkStaticFields } from './structure/static-field.ts';
import { Subject } from './subject.ts';

/** Rounds in which the use of arguments comes to light, one for each depth of calls at most. */
const ROUNDS_MAX = 64;

/** A `Refusal` names the component, the method and the byte that is wrong. */
export function verifyPackage(linked: LinkedPackage): void {
  const subject = new Subject(linked);
  checkPackage(subject);
  checkDescriptor(subject);
  checkClasses(subject);
  checkConstants(subject);
  checkStaticFields(subject);
  checkExports(subject);
  const views = methodViews(linked, subject.types);
  checkHandlerOwners(subject.file.methods.handlers, views);
  const methods = views.map((view) => ({ view, code: codeOf(subject, view) }));
  let rounds = 0;
  do {
    subject.isChanged = false;
    for (const one of methods) new DataFlow({ subject, ...one }).run();
  } while (subject.isChanged && ++rounds < ROUNDS_MAX);
  checkReferenceLocations(
    subject,
    methods.map(({ code }) => code),
  );
}

function codeOf(subject: Subject, view: MethodView): MethodCode {
  const { bytes } = subject.linked.code!;
  const code = new MethodCode(view, bytes, instructionCheck(subject, view));
  if (view.described) code.decodeAll();
  checkHandlers(subject, view, code);
  if (view.described) checkBranches(view, code);
  return code;
}

/** Handlers of exceptions, and branches. [JCVM §6.10.1] */
import { type ExceptionHandler, isLastOf } from '../../../wire/cap/index.ts';
import { apiClass } from '../../api/index.ts';
import { constantOf, isSubclass } from '../../loader/index.ts';
import type { MethodCode } from '../method-code.ts';
import { activeEnd, type MethodView, STOP } from '../method-view.ts';
import { demandIn, rejectCode } from '../rejection.ts';
import type { Subject } from '../subject.ts';
import { branchTargets } from '../successors.ts';

/** All that the handlers of a method refer to is in it. */
export function checkHandlers(subject: Subject, view: MethodView, code: MethodCode): void {
  for (const one of view.handlers) {
    const { startOffset, handlerOffset, catchTypeIndex } = one;
    const end = activeEnd(one);
    const reject = (why: string): never => rejectCode(view.method.offset, startOffset, why);
    if (end <= startOffset || end > view.end) reject(`a handler is active up to ${end}`);
    for (const at of [startOffset, handlerOffset]) code.at(at);
    if (view.described && end < view.end && !code.begins(end))
      reject(`a handler's range ends at ${end}, inside an instruction`);
    if (catchTypeIndex === 0) continue;
    const constant = constantOf(subject.linked, catchTypeIndex);
    const isThrowable =
      constant.kind === 'class' && isSubclass(constant.class, apiClass('java.lang.Throwable'));
    if (!isThrowable) reject(`constant ${catchTypeIndex} is no class of exceptions`);
  }
}

/** All code of a method with types is instructions, and branches lead to such. */
export function checkBranches(view: MethodView, code: MethodCode): void {
  for (const one of code.instructions)
    for (const target of branchTargets(one))
      if (!code.begins(target))
        rejectCode(view.method.offset, one.at, `a branch leads to ${target}, no instruction`);
}

/** Each handler belongs to the one method that the Descriptor gives it to. */
export function checkHandlerOwners(
  all: readonly ExceptionHandler[],
  views: readonly MethodView[],
): void {
  const owned = views.reduce((sum, { handlers }) => sum + handlers.length, 0);
  demandIn('Method', owned === all.length, `${all.length - owned} handlers are of no method`);
  const isSorted = all.every(
    (one, at) => at === 0 || all[at - 1]!.handlerOffset <= one.handlerOffset,
  );
  demandIn('Method', isSorted, 'handlers do not stand in the order of their addresses');
  for (const { described, handlers, method } of views) {
    if (described === undefined) continue;
    demandStops(handlers, method.offset);
    const { handlerCount, handlerIndex } = described.row;
    const [first] = handlers;
    const index = first === undefined ? 0 : all.indexOf(first);
    const isSame =
      handlerCount === handlers.length && (handlerCount === 0 || handlerIndex === index);
    const listed = `${handlerCount} handlers from ${handlerIndex} on`;
    const why = `the method at ${method.offset} has ${listed}, in truth ${handlers.length}`;
    demandIn('Descriptor', isSame, why);
  }
}

/** The stop bit says that no later handler covers the range. */
function demandStops(handlers: readonly ExceptionHandler[], method: number): void {
  const ranges = handlers.map((one) => ({ from: one.startOffset, to: activeEnd(one) }));
  for (const [at, one] of handlers.entries()) {
    const stops = (one.activeLength & STOP) !== 0;
    const isRight = stops === isLastOf(ranges, at);
    demandIn('Method', isRight, `handler ${at} of the method at ${method} has a wrong stop bit`);
  }
}

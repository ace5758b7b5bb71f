/** What a call takes and gives: the types of a method, declared or inferred. [JCVM §7.5] */
import { instructionAt, methodPlaces } from '../../wire/cap/index.ts';
import { apiClass } from '../api/index.ts';
import type { JavaMethod, LinkedClass, LinkedPackage, Method } from '../loader/index.ts';
import { typeOfSignature } from './declared-type.ts';
import { isConstructor, isStatic, packageTypes } from './package-types.ts';
import type { Subject } from './subject.ts';
import { branchTargets, fallsThrough } from './successors.ts';
import { INT, LOW, REFERENCE, SHORT, type Value } from './value.ts';

export interface Callee {
  /** Cells of the parameters without the object; `undefined` where nothing is known. */
  readonly parameters: readonly (Value | undefined)[];
  /** `undefined` where no code shows what the method gives. */
  readonly result: readonly Value[] | undefined;
  /** `undefined` where only a Descriptor component would say it. */
  readonly isStatic: boolean | undefined;
  readonly isConstructor: boolean | undefined;
  /** The class that declares it, where that is known. */
  readonly class: LinkedClass | undefined;
  /** Access flags of a described method. */
  readonly access: number | undefined;
  /** Of a method whose arguments are inferred. */
  readonly inferred: JavaMethod | undefined;
}

const NATIVE = new WeakMap<Method, Callee>();

export function calleeOf(subject: Subject, method: Method): Callee {
  if (method.kind === 'native') return nativeCallee(method);
  const described = packageTypes(method.package)?.methodAt(method.offset);
  if (described !== undefined)
    return {
      parameters: described.type.parameters,
      result: described.type.result,
      isStatic: isStatic(described.row),
      isConstructor: isConstructor(described),
      class: described.class,
      access: described.row.access,
      inferred: undefined,
    };
  const isOwn = method.package === subject.linked;
  return {
    // All cells, the object's too.
    parameters: isOwn
      ? subject.argumentsOf(method)
      : Array.from<undefined>({ length: method.argumentCells }),
    result: resultOf(method),
    isStatic: undefined,
    isConstructor: undefined,
    class: undefined,
    access: undefined,
    inferred: isOwn ? method : undefined,
  };
}

function nativeCallee(method: Extract<Method, { kind: 'native' }>): Callee {
  const known = NATIVE.get(method);
  if (known) return known;
  const space = method.name.lastIndexOf(' ');
  const { classNamed = apiClass } = method;
  const { parameters, result } = typeOfSignature(method.name.slice(space + 1), classNamed);
  const made: Callee = {
    parameters,
    result,
    isStatic: method.argumentCells === parameters.length,
    isConstructor: method.name.includes(' <init>('),
    class: classNamed(method.name.slice(0, space)),
    access: undefined,
    inferred: undefined,
  };
  NATIVE.set(method, made);
  return made;
}

const RESULTS: Readonly<Record<string, readonly Value[]>> = {
  areturn: [REFERENCE],
  sreturn: [SHORT],
  ireturn: [INT, LOW],
  return: [],
};
const KNOWN_RESULTS = new WeakMap<JavaMethod, readonly Value[]>();

/** What the first instruction of return that the code can reach gives. */
function resultOf(method: JavaMethod): readonly Value[] | undefined {
  const known = KNOWN_RESULTS.get(method);
  if (known || method.isAbstract) return known;
  const { bytes, file } = method.package.code!;
  const end = methodPlaces(file).find(({ offset }) => offset === method.offset)?.end ?? 0;
  const waiting = [method.begin];
  const seen = new Set<number>();
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (seen.has(at) || at < method.begin || at >= end) continue;
    seen.add(at);
    const found = instructionAt(bytes, at);
    if (found === undefined) return undefined;
    const result = RESULTS[found.opcode.name];
    if (result !== undefined) {
      KNOWN_RESULTS.set(method, result);
      return result;
    }
    waiting.push(...branchTargets(found));
    if (fallsThrough(found) || found.opcode.name === 'jsr') waiting.push(at + found.length);
  }
  return undefined;
}

/** The method of an interface that has a token. */
export function interfaceCallee(
  subject: Subject,
  target: LinkedClass,
  token: number,
): Callee | undefined {
  const declared = target.methods[token];
  if (declared !== undefined) return calleeOf(subject, declared);
  const types = packageTypes(target.package);
  if (types !== undefined) {
    const found = types.virtualMethod(target, token);
    if (found === undefined) return undefined;
    const { parameters, result } = found.type;
    const { class: its, row } = found;
    const { access } = row;
    return { ...INSTANCE, parameters, result, class: its, access };
  }
  // Without types, what implements it in the package shows them.
  const [method] = implementations(target.package, target, token);
  if (method === undefined)
    return { ...INSTANCE, parameters: [], result: undefined, isStatic: undefined };
  return { ...calleeOf(subject, method), class: target };
}

const INSTANCE = {
  isStatic: false,
  isConstructor: false,
  class: undefined,
  access: undefined,
  inferred: undefined,
} as const;

function implementations(
  { code }: LinkedPackage,
  target: LinkedClass,
  token: number,
): readonly Method[] {
  return (code?.classes ?? []).flatMap((one) => {
    const found = one.methods[one.interfaces.get(target)?.[token] ?? -1];
    return found === undefined ? [] : [found];
  });
}

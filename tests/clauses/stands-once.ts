/**
 * What may stand in one place only: instruction bytes, in the list of `wire`; tags and other codes
 * that `gp` has, not again in the rooms of the eUICC.
 */
import ts from 'typescript';
import type { Tree } from '../architecture/project.ts';

export const INSTRUCTIONS = 'src/wire/ins.ts';
/** Where GlobalPlatform's codes stand. */
const LIBRARY = ['src/gp/', 'src/wire/globalplatform/', 'src/wire/extended-card-resources.ts'];
const EUICC = ['src/containers/euicc/', 'src/rsp/'];

/** Tags of the file control information and what is inside it. [GPCS §11.9.3.1] */
const CONTROL_INFORMATION = [0x6f, 0xa5, 0x9f65, 0xe0];

interface Code {
  readonly path: string;
  readonly line: number;
  readonly value: number;
  /** Of the constant or property that holds it, or that it is compared with; `TAG.AID` inside. */
  readonly name: string;
}

/** A number in hexadecimal, with the name that it has in the code. */
function codesIn(path: string, text: string): readonly Code[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const found: Code[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNumericLiteral(node) && /^0x/i.test(node.getText(source))) {
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
      found.push({ path, line, value: Number(node.text), name: nameOf(node).join('.') });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Names of what holds the number, from the outside in. */
function nameOf(node: ts.Node): readonly string[] {
  const { parent } = node;
  if (parent === undefined || ts.isBlock(parent) || ts.isSourceFile(parent)) return [];
  if (ts.isBinaryExpression(parent) && /^[!=]==$/.test(parent.operatorToken.getText())) {
    const other = parent.left === node ? parent.right : parent.left;
    return [other.getText().split('.').at(-1)!];
  }
  const outer = nameOf(parent);
  const isNamed = ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent);
  return isNamed && parent.initializer === node ? [...outer, parent.name.getText()] : outer;
}

function codes(tree: Tree, isConcerned: (path: string) => boolean): readonly Code[] {
  const paths = [...tree].filter(
    ([path]) => isConcerned(path) && !/\.(test|testing)\.ts$/.test(path),
  );
  return paths.flatMap(([path, text]) => codesIn(path, text));
}

const place = ({ path, line }: Code): string => `${path}:${line}`;
const isInstruction = ({ name, value }: Code): boolean =>
  value <= 0xff && name.split('.').some((part) => /^ins$|(^|_)INS(_|$)/.test(part));

/** Instruction bytes outside their list; a native application has some of its own. */
export function strayInstructions(tree: Tree): readonly string[] {
  return codes(tree, (path) => path !== INSTRUCTIONS && !path.startsWith('src/applets/'))
    .filter(isInstruction)
    .map((code) => `${place(code)}: ${code.name} belongs in ${INSTRUCTIONS}`);
}

/** Codes of GlobalPlatform that stand again in a room of the eUICC. */
export function standsTwice(tree: Tree): readonly string[] {
  const library = codes(tree, (path) => LIBRARY.some((place) => path.startsWith(place)));
  const twinOf = (one: Code): string | undefined => {
    if (CONTROL_INFORMATION.includes(one.value)) return 'the file control information of gp';
    const twin = library.find(
      (other) =>
        other.value === one.value && (one.value > 0xff || lastOf(other.name) === lastOf(one.name)),
    );
    return twin && place(twin);
  };
  return codes(tree, (path) => EUICC.some((room) => path.startsWith(room))).flatMap((one) => {
    const twin = twinOf(one);
    return twin === undefined ? [] : [`${place(one)}: ${one.name} stands in ${twin} too`];
  });
}

/** `TAG_AID` and `TAG.AID` are AID. */
function lastOf(name: string): string {
  return name.split('.').at(-1)!.replace(/^TAG_/, '');
}

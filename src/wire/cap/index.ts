/** CAP files of Java Card, as they are loaded: format 2.1, 2.2, and 2.3 compact. [JCVM §6] */
export type { CapFile, CapSummary } from './cap-file.ts';
export { parseCapFile, parseCapSummary } from './parse-cap-file.ts';
export { type CapComponent, COMPONENT, emitComponent, splitComponents } from './component.ts';
export type { CapApplet } from './applet.ts';
export {
  type CapClass,
  type CapClasses,
  type CapInterface,
  CLASS_FLAG,
  classOffsets,
} from './class.ts';
export { type Constant, CONSTANT, packageTokenOf } from './constant-pool.ts';
export type { CapDebug, DebugClass, DebugField, DebugMethod } from './debug.ts';
export {
  CAP_ACCESS,
  type CapDescriptor,
  type ClassDescriptor,
  constantTypesLength,
  type FieldDescriptor,
  type MethodDescriptor,
} from './descriptor.ts';
export type { CapDirectory } from './directory.ts';
export { emitCapFile, emitCapSummary } from './emit-cap-file.ts';
export type { CapExport } from './export.ts';
export {
  EXPORT_ACCESS,
  type ExportClass,
  type ExportFile,
  type ExportMember,
  parseExportFile,
} from './export-file.ts';
export { CAP_FLAG, CAP_MAGIC, type CapHeader, type CapPackage } from './header.ts';
export type { CapMethods, ExceptionHandler } from './method.ts';
export { countedHandlers, isLastOf } from './counted-handlers.ts';
export { handlersLength, type MethodPlace, methodPlaces } from './method-places.ts';
export type { CapReferences } from './reference-location.ts';
export {
  emitInstruction,
  type Instruction,
  instructionAt,
  type InstructionParts,
  type SwitchTable,
} from './instruction.ts';
export type { CapStaticFields } from './static-field.ts';
export type { StaticResource } from './static-resource.ts';
export {
  type Opcode,
  type OpcodeName,
  OPCODES,
  type Operand,
  OPERAND_LENGTHS,
  type SwitchForm,
} from './opcodes.ts';

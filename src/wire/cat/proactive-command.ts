/** Proactive commands and the terminal's responses. [TS102223 §6.6] [TS102223 §6.8] */
import { type Bytes, bytes, concat, fail, isWireError, type WireError } from '../../base/index.ts';
import { emitTlv, parseTlv } from '../tlv.ts';
import { type CatObject, emitCatObject, parseCatObjects } from './comprehension-tlv.ts';
import { CAT_DEVICE, CAT_TAG, PROACTIVE_COMMAND_TAG } from './tags.ts';

/** [TS102223 §8.6] */
export interface CommandDetails {
  /** 01 to FE: the same in the command and in its response. */
  readonly number: number;
  readonly type: number;
  readonly qualifier: number;
}

/** Who sends and who receives. [TS102223 §8.7] */
export interface DeviceIdentities {
  readonly source: number;
  readonly destination: number;
}

export interface ProactiveCommand {
  readonly details: CommandDetails;
  readonly devices: DeviceIdentities;
  /** What follows the two, in order. */
  readonly objects: readonly CatObject[];
}

export interface TerminalResponse extends ProactiveCommand {
  /** General result. [TS102223 §8.12] */
  readonly result: number;
  readonly additional: Bytes;
}

const COMMAND = 'proactive command';
const RESPONSE = 'TERMINAL RESPONSE';
const FROM_TERMINAL: DeviceIdentities = {
  source: CAT_DEVICE.terminal,
  destination: CAT_DEVICE.card,
};

/** An object that a receiver has to comprehend. */
export function mandatory(tag: number, value: Bytes): CatObject {
  return { tag, comprehension: true, value };
}

/** An object that a receiver may pass over. */
export function optional(tag: number, value: Bytes): CatObject {
  return { tag, comprehension: false, value };
}

export function emitProactiveCommand({ details, devices, objects }: ProactiveCommand): Bytes {
  const head = [detailsObject(details), devicesObject(devices)];
  return emitTlv(PROACTIVE_COMMAND_TAG, ...[...head, ...objects].map(emitCatObject));
}

export function parseProactiveCommand(source: Bytes): ProactiveCommand | WireError {
  const outer = parseTlv(source);
  if (isWireError(outer)) return outer;
  if (outer.tag !== PROACTIVE_COMMAND_TAG)
    return fail(COMMAND, 0, { expected: 'a template D0', got: outer.tag });
  if (outer.next !== source.length)
    return fail(COMMAND, outer.next, { expected: 'the end', got: 'more bytes' });
  const objects = parseCatObjects(outer.value);
  if (isWireError(objects)) return objects;
  const head = parseHead(COMMAND, objects);
  return isWireError(head) ? head : { ...head, objects: objects.slice(2) };
}

/** The data of TERMINAL RESPONSE; details as the command has them, device identities reversed. */
export function emitTerminalResponse(
  response: Omit<TerminalResponse, 'devices'>,
  devices: DeviceIdentities = FROM_TERMINAL,
): Bytes {
  const result = concat(bytes(response.result), response.additional);
  const head = [
    detailsObject(response.details),
    devicesObject(devices),
    mandatory(CAT_TAG.result, result),
  ];
  return concat(...[...head, ...response.objects].map(emitCatObject));
}

export function parseTerminalResponse(source: Bytes): TerminalResponse | WireError {
  const objects = parseCatObjects(source);
  if (isWireError(objects)) return objects;
  const head = parseHead(RESPONSE, objects);
  if (isWireError(head)) return head;
  const result = objects[2]?.tag === CAT_TAG.result ? objects[2].value : undefined;
  if (result === undefined || result.length === 0)
    return fail(RESPONSE, 0, { expected: 'a result as the third object', got: 'none' });
  const [general = 0] = result;
  return { ...head, result: general, additional: result.subarray(1), objects: objects.slice(3) };
}

function parseHead(
  codec: string,
  objects: readonly CatObject[],
): Omit<ProactiveCommand, 'objects'> | WireError {
  const [first, second] = objects;
  if (first?.tag !== CAT_TAG.commandDetails || first.value.length !== 3)
    return fail(codec, 0, { expected: 'command details of 3 bytes first', got: 'none' });
  if (second?.tag !== CAT_TAG.deviceIdentities || second.value.length !== 2)
    return fail(codec, 0, { expected: 'device identities of 2 bytes second', got: 'none' });
  const [number = 0, type = 0, qualifier = 0] = first.value;
  return { details: { number, type, qualifier }, devices: deviceIdentities(second.value) };
}

function detailsObject({ number, type, qualifier }: CommandDetails): CatObject {
  return mandatory(CAT_TAG.commandDetails, bytes(number, type, qualifier));
}

export function devicesObject({ source, destination }: DeviceIdentities): CatObject {
  return mandatory(CAT_TAG.deviceIdentities, bytes(source, destination));
}

export function deviceIdentities(value: Bytes): DeviceIdentities {
  const [source = 0, destination = 0] = value;
  return { source, destination };
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, bytes, hex, unhex } from '../../base/index.ts';
import { pattern } from '../rig.testing.ts';
import {
  type CommandAnswer,
  type Gate,
  type GateEvent,
  HciController,
  HciHost,
  type HciMemory,
  type HciScript,
  Registry,
} from './index.ts';
import { HcpPeer, PeerRig } from '../hci-peer.testing.ts';

class StubGate implements Gate {
  readonly id: number;
  readonly registry = new Registry([
    { index: 1, initial: bytes(0xff), access: 'rw' },
    { index: 2, initial: bytes(), access: 'wo', fits: (value) => [0, 4].includes(value.length) },
    { index: 8, initial: bytes(0), access: 'ro' },
  ]);
  readonly log: string[] = [];
  due: GateEvent | undefined;

  constructor(id: number) {
    this.id = id;
  }

  onPipe(open: boolean): void {
    this.log.push(open ? 'open' : 'closed');
  }

  onEvent(_now: number, { instruction, data }: GateEvent): void {
    this.log.push(`${instruction} ${hex(data)}`);
  }

  takeEvent(): GateEvent | undefined {
    const { due } = this;
    this.due = undefined;
    return due;
  }

  wakeAt(): number | undefined {
    return this.due && 0;
  }
}

class Keeper implements HciMemory {
  record: Bytes | undefined;
  saves = 0;

  load(): Bytes | undefined {
    return this.record;
  }

  save(record: Bytes): void {
    this.record = record;
    this.saves++;
  }
}

function rigFor(memory?: HciMemory) {
  const gate = new StubGate(0x23);
  const connectivity = new StubGate(0x41);
  const terminal = new HciHost({ gates: [connectivity] });
  const controller = new HciController({ terminal, gates: [gate], memory });
  const rig = new PeerRig(new HcpPeer('slave'), controller);
  rig.powerOn();
  return { gate, connectivity, terminal, controller, rig };
}

test('static pipes are opened and closed, and closed ones answer nothing else [M-76]', () => {
  const { rig } = rigFor();
  assert.equal(rig.ask(1, '0201'), '06', 'not opened');
  assert.equal(rig.ask(1, '03'), '0000');
  assert.equal(rig.ask(1, '0201'), '00FFFFFFFFFFFFFFFF');
  assert.equal(rig.ask(0, '03'), '0000');
  assert.equal(rig.ask(0, '0201'), '000000');
  assert.equal(rig.ask(1, '04'), '00');
  assert.equal(rig.ask(1, '0201'), '06');
});

test('the registry of the administration gate', () => {
  const { rig } = rigFor();
  rig.ask(1, '03');
  assert.equal(rig.ask(1, '01010102030405060708'), '00');
  assert.equal(rig.ask(1, '0201'), '000102030405060708');
  assert.equal(rig.ask(1, '010101'), '02', 'a session identity has eight bytes');
  assert.equal(rig.ask(1, '0202'), '006E', 'MAX_PIPE');
  assert.equal(rig.ask(1, '010201'), '0A', 'read only');
  assert.equal(rig.ask(1, '0203'), '00', 'an empty whitelist');
  assert.equal(rig.ask(1, '010301'), '00');
  assert.equal(rig.ask(1, '0203'), '0001');
  assert.equal(rig.ask(1, '010300'), '02', 'the controller needs no leave');
  assert.equal(rig.ask(1, '0204'), '000001C0', 'HOST_LIST');
  assert.equal(rig.ask(1, '0205'), '00C0', 'HOST_ID');
  assert.equal(rig.ask(1, '0206'), '000300', 'HOST_TYPE');
  assert.equal(rig.ask(1, '0207'), '00000001000300', 'HOST_TYPE_LIST');
  assert.equal(rig.ask(1, '0209'), '05', 'no such entry');
  assert.equal(rig.ask(1, '02'), '02');
  assert.equal(rig.ask(1, '3F'), '07');
});

test('pipes to gates of the controller: created, opened, used, deleted', () => {
  const { gate, controller, rig } = rigFor();
  assert.equal(rig.ask(1, '10230023'), '06', 'the administration pipe is closed');
  rig.ask(1, '03');
  assert.equal(rig.ask(1, '10230099'), '03', 'no such gate');
  assert.equal(rig.ask(1, '1023'), '02');
  assert.equal(rig.ask(1, '10230023'), '00C023002302');
  assert.equal(rig.ask(2, '0201'), '06', 'not opened');
  assert.equal(rig.ask(2, '03'), '0000');
  assert.deepEqual(gate.log, ['open']);
  assert.equal(rig.ask(2, '0201'), '00FF');
  assert.equal(rig.ask(2, '010102'), '00');
  assert.equal(rig.ask(2, '0202'), '0A', 'write only');
  assert.equal(rig.ask(2, '0102010203'), '02', 'three bytes do not fit');
  assert.equal(rig.ask(2, '0108FF'), '0A');
  rig.peer.send(2, '50AABB');
  gate.due = { instruction: 0x13, data: bytes(7) };
  rig.wire.run();
  assert.deepEqual(gate.log, ['open', '16 AABB']);
  assert.deepEqual(rig.received().at(-1), 'pipe 02: event 13 07');
  assert.equal(rig.ask(1, '1102'), '00');
  assert.deepEqual(controller.pipes, []);
  assert.equal(rig.ask(2, '03'), '01', 'the pipe is gone');
  assert.equal(rig.ask(1, '1102'), '03');
  assert.equal(hex(gate.registry.value(1)), 'FF', 'its registry is as at first');
});

test('the lowest free pipe is given, and at 110 pipes there is no more', () => {
  const { rig } = rigFor();
  rig.ask(1, '03');
  for (let pipe = 2; pipe <= 0x6f; pipe++) {
    assert.equal(rig.ask(1, '10040004'), `00C0040004${hex(bytes(pipe))}`);
  }
  assert.equal(rig.ask(1, '10040004'), '04');
  rig.ask(1, '1133');
  assert.equal(rig.ask(1, '10040004'), '00C004000433');
});

test('a card RF gate has one pipe at a time', () => {
  const { gate, rig } = rigFor();
  rig.ask(1, '03');
  rig.ask(1, '10230023');
  rig.ask(2, '03');
  assert.equal(rig.ask(1, '10230023'), '03');
  assert.deepEqual(gate.log, ['open']);
  rig.ask(1, '1102');
  assert.equal(rig.ask(1, '10230023'), '00C023002302');
});

test('a pipe to another host needs its presence, its leave and its consent', () => {
  const { connectivity, terminal, rig } = rigFor();
  rig.ask(1, '03');
  assert.equal(rig.ask(1, '10410241'), '01', 'no UICC here');
  assert.equal(rig.ask(1, '10410141'), '0B', 'not on the whitelist of the terminal');
  terminal.run(admit(terminal), rig.wire.now);
  rig.wire.run();
  assert.equal(rig.ask(1, '10410142'), '03', 'the terminal has no such gate');
  assert.equal(rig.ask(1, '10410141'), '00C041014102');
  assert.equal(rig.ask(2, '03'), '0000', 'opened at the far host');
  rig.peer.send(2, '50');
  rig.wire.run();
  assert.deepEqual(connectivity.log, ['open', '16 ']);
  connectivity.due = { instruction: 0x11, data: bytes(1) };
  rig.wire.run();
  assert.equal(rig.received().at(-1), 'pipe 02: event 11 01');
  assert.equal(rig.ask(1, '1102'), '00');
  assert.deepEqual(connectivity.log.at(-1), 'closed');
});

test('a host that does not answer for a new pipe has not agreed, and blocks no other host', () => {
  const { terminal, controller, rig } = rigFor();
  rig.ask(1, '03');
  rig.ask(1, '010301');
  const answers: string[] = [];
  terminal.run(requestPipe(answers), rig.wire.now);
  const from = rig.wire.now;
  rig.wire.run(() => answers.length > 0);
  assert.deepEqual(rig.received().slice(-1), ['pipe 01: ADM_NOTIFY_PIPE_CREATED 0131C03002']);
  assert.deepEqual(answers, ['09']);
  assert.deepEqual(controller.pipes, []);
  assert.equal(rig.wire.now - from, 500_000);
  rig.peer.send(1, '80');
  rig.wire.run();
  assert.deepEqual(controller.pipes, [], 'an answer that comes late changes nothing');
});

function* requestPipe(answers: string[]): HciScript {
  const answer: CommandAnswer = yield { pipe: 1, instruction: 3 };
  assert.equal(answer.code, 0);
  const created = yield { pipe: 1, instruction: 0x10, data: unhex('31C030') };
  answers.push(hex(bytes(created.code)));
}

function* admit(host: HciHost) {
  yield { pipe: 1, instruction: 3 };
  host.mark(1, true);
  yield { pipe: 1, instruction: 1, data: unhex('03C0') };
}

test('clearing takes all pipes, sessions and whitelists of one host back', () => {
  const { connectivity, terminal, controller, rig } = rigFor();
  rig.ask(1, '03');
  terminal.run(admit(terminal), rig.wire.now);
  rig.wire.run();
  rig.ask(1, '01010102030405060708');
  rig.ask(1, '10410141');
  rig.ask(2, '03');
  rig.ask(1, '10230023');
  assert.equal(rig.ask(1, '14AA'), '02', 'identity reference data have two bytes');
  assert.equal(rig.ask(1, '141234'), '00');
  assert.deepEqual(controller.pipes, []);
  assert.deepEqual(connectivity.log, ['open', 'closed'], 'the terminal was notified');
  assert.equal(rig.ask(1, '0201'), '06', 'and the administration pipe is closed');
  rig.ask(1, '03');
  assert.equal(rig.ask(1, '0201'), '00FFFFFFFFFFFFFFFF');
});

test('the terminal clears its pipes: the chip is notified, and keeps its others', () => {
  const { terminal, controller, rig } = rigFor();
  rig.ask(1, '03');
  terminal.run(admit(terminal), rig.wire.now);
  rig.wire.run();
  rig.ask(1, '10410141');
  rig.ask(1, '10230023');
  terminal.run(clear(), rig.wire.now);
  rig.wire.run();
  assert.equal(rig.received().at(-1), 'pipe 01: ADM_NOTIFY_ALL_PIPE_CLEARED 01');
  assert.deepEqual(
    controller.pipes.map(({ pipe }) => pipe),
    [3],
  );
});

function* clear(): HciScript {
  yield { pipe: 1, instruction: 0x14, data: unhex('0000') };
}

test('a pipe between two hosts that the terminal deletes is notified to the chip', () => {
  const { terminal, controller, rig } = rigFor();
  rig.ask(1, '03');
  terminal.run(admit(terminal), rig.wire.now);
  rig.wire.run();
  rig.ask(1, '10410141');
  terminal.run(deletePipe(2), rig.wire.now);
  rig.wire.run();
  assert.equal(rig.received().at(-1), 'pipe 01: ADM_NOTIFY_PIPE_DELETED 02');
  assert.deepEqual(controller.pipes, []);
});

function* deletePipe(pipe: number): HciScript {
  yield { pipe: 1, instruction: 0x11, data: bytes(pipe) };
}

test('a closed pipe carries no event, and a host may open only its own pipes', () => {
  const { gate, terminal, rig } = rigFor();
  rig.ask(1, '03');
  rig.ask(1, '10230023');
  rig.ask(2, '03');
  assert.equal(rig.ask(2, '04'), '00');
  gate.log.length = 0;
  rig.received();
  rig.peer.send(2, '50AA');
  gate.due = { instruction: 0x13, data: bytes(7) };
  rig.wire.run();
  assert.deepEqual(gate.log, []);
  assert.deepEqual(rig.received(), []);
  assert.equal(rig.ask(2, '0201'), '06');
  const answers: string[] = [];
  terminal.run(open(2, answers), rig.wire.now);
  rig.wire.run(() => answers.length > 0);
  assert.deepEqual(answers, ['01'], 'the pipe is not its own');
});

function* open(pipe: number, answers: string[]): HciScript {
  yield { pipe: 1, instruction: 3 };
  const answer: CommandAnswer = yield { pipe, instruction: 3 };
  answers.push(hex(bytes(answer.code)));
}

test('the terminal is notified of a new chip, and of one that has built its session', () => {
  const { terminal, rig } = rigFor();
  assert.equal(terminal.changes, 1, 'EVT_HOT_PLUG');
  rig.ask(1, '03');
  rig.ask(1, '01010102030405060708');
  assert.equal(terminal.changes, 2);
  rig.powerOff();
  rig.powerOn();
  assert.equal(terminal.changes, 3);
});

test('errors of the data link can be read and written', () => {
  const { rig } = rigFor();
  rig.ask(0, '03');
  assert.equal(rig.ask(0, '0201'), '000000');
  assert.equal(rig.ask(0, '01010102'), '00');
  assert.equal(rig.ask(0, '0201'), '000102');
  assert.equal(rig.ask(0, '010101'), '02', 'two bytes');
  assert.equal(rig.ask(0, '0202'), '05');
});

test('loopback returns what is posted, in fragments where it is long', () => {
  const { rig } = rigFor();
  rig.ask(1, '03');
  assert.equal(rig.ask(1, '10040004'), '00C004000402');
  rig.ask(2, '03');
  for (const length of [0, 1, 27, 28, 29, 250, 3_000]) {
    rig.peer.got.length = 0;
    rig.peer.send(2, Uint8Array.of(0x42, ...pattern(length)));
    rig.wire.run();
    assert.deepEqual(
      rig.peer.got.map((one) => hex(one.message.data)),
      [hex(pattern(length))],
    );
  }
});

test('identity management gives versions and gates', () => {
  const { rig } = rigFor();
  rig.ask(1, '03');
  rig.ask(1, '10050005');
  rig.ask(2, '03');
  assert.equal(rig.ask(2, '0201'), '00000000');
  assert.equal(rig.ask(2, '0202'), '0002');
  assert.equal(rig.ask(2, '0206'), '00040523');
});

test('pipes, registries and sessions outlast power; another controller object reads them', () => {
  const memory = new Keeper();
  const first = rigFor(memory);
  first.rig.ask(1, '03');
  first.rig.ask(1, '10230023');
  first.rig.ask(2, '03');
  first.rig.ask(2, '010102');
  first.rig.ask(1, '01010102030405060708');
  first.rig.powerOff();
  first.rig.powerOn();
  first.rig.ask(1, '03');
  assert.equal(first.rig.ask(1, '0201'), '000102030405060708');
  assert.equal(first.rig.ask(2, '0201'), '0002', 'still open');
  const { saves } = memory;
  first.rig.peer.send(2, '50AA');
  first.rig.wire.run();
  assert.equal(memory.saves, saves, 'events change nothing that is kept');
  const second = rigFor(memory);
  assert.deepEqual(second.gate.log, ['open']);
  second.rig.ask(1, '03');
  assert.equal(second.rig.ask(1, '0201'), '000102030405060708');
  assert.equal(second.rig.ask(2, '0201'), '0002');
});

test('messages on unknown pipes, and empty ones, are ignored', () => {
  const { rig } = rigFor();
  for (const pipe of [0, 1, 5, 0x6f, 0x70, 0x7f]) {
    for (const message of ['50AA', '8000', '90']) rig.peer.send(pipe, message);
  }
  rig.wire.run();
  assert.equal(rig.ask(0x6f, '0201'), '01');
  assert.equal(rig.ask(1, '03'), '0000');
});

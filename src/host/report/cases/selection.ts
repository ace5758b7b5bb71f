/** The ISD-R and the transport of its requests. [SGP22 §5.7.1] [SGP22 §5.7.2] */
import { bytes, concat, equal, unhex } from '../../../base/index.ts';
import * as es10 from '../../../wire/es10/index.ts';
import {
  classWithChannel,
  emitTlv,
  findTlv,
  INS,
  parseAtr,
  parseTlv,
  parseTlvs,
  SW,
} from '../../../wire/index.ts';
import { authenticateWith, serverOf } from '../download-steps.ts';
import type { EuiccBench } from '../euicc-bench.ts';
import {
  check,
  checkBytes,
  checkSame,
  NotApplicable,
  readable,
  successOf,
} from '../expectations.ts';
import type { ReportCase } from '../report-case.ts';

const FCI = 0x6f;
const GET_EID = es10.emitGetEuiccDataRequest({ tag: 0x5a });
const UNKNOWN_AID = unhex('A0000005591010FFFFFFFF89000077FF');

function eidOf(bench: EuiccBench): Uint8Array {
  return bench.call('ES10c.GetEID', GET_EID, es10.parseGetEuiccDataResponse).eid;
}

function block(bench: EuiccBench, head: readonly [p1: number, p2: number], data: Uint8Array) {
  const cla = classWithChannel(0x80, bench.channel);
  const [p1, p2] = head;
  return bench.transmit(concat(bytes(cla, INS.STORE_DATA, p1, p2, data.length), data, bytes(0)));
}

function selectOnBasic(bench: EuiccBench, aid: Uint8Array) {
  return bench.transmit(concat(bytes(0, INS.SELECT, 0x04, 0, aid.length), aid, bytes(0)));
}

const SELECTION: readonly ReportCase[] = [
  {
    group: '4.2.1',
    name: 'the answer to reset reads',
    clause: '§2.4',
    run: (bench) => {
      const atr = bench.card.answerToReset(bench.facts.link);
      if (atr === undefined) throw new NotApplicable('its link has no answer to reset');
      readable('the answer to reset', parseAtr(atr));
    },
  },
  {
    group: '4.2.1',
    name: 'SELECT of the ISD-R gives its AID',
    clause: '§5.7.1',
    run: (bench) => {
      const fci = readable('the FCI', parseTlv(bench.select().data));
      checkSame('tag of the FCI', fci.tag, FCI);
      const inside = readable('the FCI', parseTlvs(fci.value));
      checkBytes('tag 84', findTlv(inside, 0x84), bench.facts.isdR);
    },
  },
  {
    group: '4.2.1',
    name: 'the FCI has the edition in ISDRProprietaryApplicationTemplate',
    clause: '§5.7.1',
    run: (bench) => {
      const fci = readable('the FCI', parseTlv(bench.select().data));
      const template = findTlv(readable('the FCI', parseTlvs(fci.value)), 0xe0);
      check(template !== undefined, 'tag E0 in the FCI');
      const { svn } = readable('E0', es10.parseIsdRTemplate(emitTlv(0xe0, template)));
      checkSame('SVN', `${svn[0]}.${svn[1]}`, bench.facts.edition);
    },
  },
  {
    group: '4.2.1',
    name: 'the ISD-R is selected on the basic channel and on another at once',
    clause: '§5.7.1',
    run: (bench) => {
      bench.select();
      checkSame('SELECT on channel 0', selectOnBasic(bench, bench.facts.isdR).sw, SW.OK);
      check(eidOf(bench).length > 0, 'the first channel still answers');
    },
  },
  {
    group: '4.2.1',
    name: 'SELECT of an AID that the device has not is refused with 6A82',
    clause: '§5.7.1',
    run: (bench) => checkSame('SW', selectOnBasic(bench, UNKNOWN_AID).sw, SW.NOT_FOUND),
  },
  {
    group: '4.2.1',
    name: 'after a reset nothing is selected: STORE DATA is not accepted',
    clause: '§5.7.1',
    run: (bench) => {
      const channel = bench.channel;
      bench.reset();
      const cla = classWithChannel(0x80, channel);
      const command = concat(bytes(cla, INS.STORE_DATA, 0x91, 0, GET_EID.length), GET_EID);
      check(bench.transmit(command).sw !== SW.OK, 'a status word that is an error');
    },
  },
];

const TRANSPORT: readonly ReportCase[] = [
  ...[64, 120, 255].map((blockLength): ReportCase => ({
    group: 'transport',
    name: `AuthenticateServer in blocks of ${blockLength} bytes`,
    clause: '§5.7.2',
    needs: ['servers'],
    run: (bench) => {
      bench.blockLength = blockLength;
      const answer = authenticateWith(bench, serverOf(bench));
      successOf('AuthenticateServer', es10.parseAuthenticateServerResponse(answer));
    },
  })),
  {
    group: 'transport',
    name: 'a request split after its first byte is read whole',
    clause: '§5.7.2',
    run: (bench) => {
      checkSame('SW of block 0', block(bench, [0x11, 0], GET_EID.subarray(0, 1)).sw, SW.OK);
      const { data, sw } = block(bench, [0x91, 1], GET_EID.subarray(1));
      checkSame('SW of block 1', sw, SW.OK);
      checkBytes('the answer', data, bench.answer('ES10c.GetEID', GET_EID));
    },
  },
  {
    group: 'transport',
    name: 'a block out of order is refused with 6A86, and the request is gone',
    clause: '§5.7.2',
    run: (bench) => {
      block(bench, [0x11, 0], GET_EID.subarray(0, 3));
      checkSame('SW of block 2', block(bench, [0x91, 2], GET_EID.subarray(3)).sw, SW.WRONG_P1P2);
      checkSame('SW of block 1', block(bench, [0x91, 1], GET_EID.subarray(3)).sw, SW.WRONG_P1P2);
    },
  },
  {
    group: 'transport',
    name: 'block 0 begins a new request',
    clause: '§5.7.2',
    run: (bench) => {
      block(bench, [0x11, 0], GET_EID.subarray(0, 3));
      checkSame('SW', block(bench, [0x91, 0], GET_EID).sw, SW.OK);
    },
  },
  {
    group: 'transport',
    name: 'a function that does not exist is refused with 6A88',
    clause: '§5.7.2',
    run: (bench) =>
      checkSame('SW', bench.request('BF7A', unhex('BF7A00')).sw, SW.REFERENCED_DATA_NOT_FOUND),
  },
  {
    group: 'transport',
    name: 'a request that is no data object is refused with 6A80',
    clause: '§5.7.2',
    run: (bench) =>
      checkSame(
        'SW',
        bench.request('BF3E with a wrong length', unhex('BF3E055C')).sw,
        SW.WRONG_DATA,
      ),
  },
  {
    group: 'transport',
    name: 'two channels have requests of their own under way',
    clause: '§5.7.2',
    run: (bench) => {
      const { isdR } = bench.facts;
      block(bench, [0x11, 0], GET_EID.subarray(0, 3));
      const other = bench.openChannel();
      const head = bytes(classWithChannel(0, other), INS.SELECT, 0x04, 0, isdR.length);
      bench.transmit(concat(head, isdR, bytes(0)));
      const cla = classWithChannel(0x80, other);
      const whole = bytes(cla, INS.STORE_DATA, 0x91, 0, GET_EID.length);
      const there = bench.transmit(concat(whole, GET_EID, bytes(0)));
      checkSame('SW on the other channel', there.sw, SW.OK);
      const here = block(bench, [0x91, 1], GET_EID.subarray(3));
      check(equal(here.data, there.data), 'the same answer on both channels');
    },
  },
  {
    group: 'transport',
    name: 'an answer of more than 256 bytes comes whole',
    clause: '§5.7.2',
    needs: ['servers'],
    run: (bench) => {
      const answer = authenticateWith(bench, serverOf(bench));
      check(answer.length > 256, `more than 256 bytes, not ${answer.length}`);
      successOf('AuthenticateServer', es10.parseAuthenticateServerResponse(answer));
    },
  },
];

export const SELECTION_CASES: readonly ReportCase[] = [...SELECTION, ...TRANSPORT];

/** Error-free exchanges as sequence charts, for T=1 with either check and for T=1'. */
import { test } from 'node:test';
import { type BlockTimes, T1_FRAMING, T1_PRIME_FRAMING } from './index.ts';
import { BlockCard } from './card.ts';
import { Chart } from './chart.ts';
import { BlockTerminal } from './terminal.ts';

const TIMES: BlockTimes = { cwt: 5_000, bwt: 1_000_000 };
const FORMS = [
  ['T=1 with LRC', T1_FRAMING.lrc, 'M-71'],
  ['T=1 with CRC', T1_FRAMING.crc, 'M-71'],
  ["T=1'", T1_PRIME_FRAMING, 'M-74'],
] as const;

for (const [name, framing, row] of FORMS) {
  const card = (more: { ifsRequest?: number; ifsd?: number } = {}) => {
    const end = new BlockCard({
      port: 0,
      framing,
      times: TIMES,
      ifsc: 4,
      ifsd: more.ifsd ?? 4,
      ifsRequest: more.ifsRequest,
      cip: undefined,
    });
    end.begin();
    return new Chart(end, framing);
  };
  const terminal = (ifsd = 32) => {
    const settings = { framing, times: TIMES, ifsc: 4, ifsd, ifsdInitial: 32, opening: [] };
    const end = new BlockTerminal(settings);
    end.begin();
    return new Chart(end, framing);
  };
  const scenario = (what: string, play: () => void): void => {
    test(`${name}: ${what} [${row}]`, play);
  };

  scenario('I-blocks alternate [ISO7816-3 §11.6.3.2 rule 2.1]', () => {
    const exchange = `
      > I(0,0) 00A4
      < I(0,0) 9000
      > I(1,0) 00B0
      < I(1,0) 6982
      > I(0,0) 00C0
      < I(0,0) 9000`;
    const commands = /(> .* (....))/g;
    const answers = /(< .* (....))/g;
    const above = exchange.replace(commands, '$1\ncommand $2').replace(answers, 'answer $2\n$1');
    card().play(above);
    const below = exchange.replace(commands, 'send $2\n$1').replace(answers, '$1\nresult $2');
    terminal().play(below);
  });

  scenario('the card requests more time [ISO7816-3 §11.6.3.2 rule 3]', () => {
    card().play(`
      > I(0,0) 00A4
      command 00A4
      later 9000
      timeout
      < S(WTX request) 01
      > S(WTX response) 01
      answer 9000
      < I(0,0) 9000`);
    terminal().play(`
      send 00A4
      > I(0,0) 00A4
      < S(WTX request) 0A
      > S(WTX response) 0A
      < I(0,0) 9000
      result 9000`);
  });

  scenario('the card announces its size in its first turn [ISO7816-3 §11.6.3.2 rule 4]', () => {
    card({ ifsRequest: 0x20 }).play(`
      > I(0,0) 00A4
      command 00A4
      answer 9000
      < S(IFS request) 20
      > S(IFS response) 20
      < I(0,0) 9000
      > I(1,0) 000102030405060708
      command 000102030405060708
      answer 9000
      < I(1,0) 9000`);
    terminal().play(`
      send 0001020304
      > I(0,1) 00010203
      < S(IFS request) 05
      > S(IFS response) 05
      < R(1)
      > I(1,0) 04
      < I(0,0) 9000
      result 9000
      send 000102030405
      > I(0,1) 0001020304
      < R(1)
      > I(1,0) 05
      < I(1,0) 9000`);
  });

  scenario('the terminal announces its size at the start [ISO7816-3 §11.6.3.2 rule 1]', () => {
    card({ ifsd: 2 }).play(`
      > S(IFS request) 06
      < S(IFS response) 06
      > I(0,0) 00A4
      command 00A4
      answer 010203049000
      < I(0,0) 010203049000`);
    terminal(0x06).play(`
      > S(IFS request) 06
      < S(IFS response) 06
      ready
      send 00A4
      > I(0,0) 00A4
      < I(0,0) 010203049000
      result 010203049000`);
  });

  scenario('both chain [ISO7816-3 §11.6.3.2 rule 5]', () => {
    card().play(`
      > I(0,1) 00010203
      < R(1)
      > I(1,1) 04050607
      < R(0)
      > I(0,0) 08
      command 000102030405060708
      answer 0A0B0C0D0E0F101112
      < I(0,1) 0A0B0C0D
      > R(1)
      < I(1,1) 0E0F1011
      > R(0)
      < I(0,0) 12
      > I(1,0) 00A4
      command 00A4`);
    terminal().play(`
      send 000102030405060708
      > I(0,1) 00010203
      < R(1)
      > I(1,1) 04050607
      < R(0)
      > I(0,0) 08
      < I(0,1) 0A0B0C0D
      > R(1)
      < I(1,1) 0E0F1011
      > R(0)
      < I(0,0) 12
      result 0A0B0C0D0E0F101112
      send 00A4
      > I(1,0) 00A4`);
  });

  scenario('waiting time and sizes change within chains [ISO7816-3 §11.6.3.2 rule 2.2]', () => {
    card().play(`
      > I(0,1) 00010203
      < R(1)
      > S(IFS request) 02
      < S(IFS response) 02
      > I(1,0) 04
      command 0001020304
      answer 0A0B9000
      < I(0,1) 0A0B
      > S(IFS request) 01
      < S(IFS response) 01
      > R(1)
      < I(1,1) 90
      > R(0)
      < I(0,0) 00`);
    terminal().play(`
      send 0001020304
      > I(0,1) 00010203
      < S(WTX request) 02
      > S(WTX response) 02
      < R(1)
      > I(1,0) 04
      < I(0,1) 0A0B
      > R(1)
      < S(IFS request) 08
      > S(IFS response) 08
      < S(WTX request) 01
      > S(WTX response) 01
      < I(1,0) 9000
      result 0A0B9000`);
  });
}

test("T=1' opens with CIP, resets by SWR and ends by RELEASE [M-74]", () => {
  const cip = Uint8Array.of(1, 0, 1, 0, 4, 1, 0x2c, 0, 8, 0);
  const end = new BlockCard({
    port: 0,
    framing: T1_PRIME_FRAMING,
    times: TIMES,
    ifsc: 8,
    ifsd: 32,
    ifsRequest: undefined,
    cip,
  });
  end.begin();
  new Chart(end, T1_PRIME_FRAMING).play(`
    > S(CIP request)
    < S(CIP response) 0100010004012C000800
    > S(RESYNCH request)
    < S(RESYNCH response)
    > S(IFS request) 0FF9
    < S(IFS response) 0FF9
    > I(0,0) 00A4
    command 00A4
    answer 9000
    < I(0,0) 9000
    > S(SWR request)
    < S(SWR response)
    reset
    > S(CIP request)
    < S(CIP response) 0100010004012C000800
    > I(0,0) 00A4
    command 00A4
    later 9000
    > S(SWR request)
    < S(SWR response)
    reset
    > S(RELEASE request)
    < S(RELEASE response)
    reset
    silence`);
});

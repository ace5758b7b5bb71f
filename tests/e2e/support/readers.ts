/**
 * The PC/SC client of these tests: a pyscard program, as people write them. It connects to every
 * reader that holds a card and prints one JSON object a reader.
 */

/** SELECT the shared AID on every reader, then send a command to both kinds of root. */
export const ASK_EVERY_READER = `
import json, sys
from smartcard.System import readers
from smartcard.util import toHexString

def exchange(connection, command):
    """One command as a T=0 client does it: GET RESPONSE after 61xx, again with Le after 6Cxx."""
    apdu = list(bytes.fromhex(command))
    data, sw1, sw2 = connection.transmit(apdu)
    if sw1 == 0x6C:
        data, sw1, sw2 = connection.transmit(apdu[:4] + [sw2])
    got = list(data)
    while sw1 == 0x61:
        data, sw1, sw2 = connection.transmit([0x00, 0xC0, 0x00, 0x00, sw2])
        got += data
    return bytes(got).hex().upper(), '%02X%02X' % (sw1, sw2)

for reader in readers():
    connection = reader.createConnection()
    try:
        connection.connect()
    except Exception:
        continue
    answers = [exchange(connection, command) for command in sys.argv[1:]]
    print(json.dumps({
        'reader': reader.name,
        'atr': bytes(connection.getATR()).hex().upper(),
        'protocol': {1: 'T=0', 2: 'T=1'}.get(connection.getProtocol(), '?'),
        'answers': answers,
    }), flush=True)
    connection.disconnect()
`;

/** Prints `in` and `out` lines as the card of the named reader comes and goes. */
export const WATCH_READER = `
import sys, time
from smartcard.scard import *

hresult, context = SCardEstablishContext(SCARD_SCOPE_USER)
state = SCARD_STATE_UNAWARE
last = None
while True:
    hresult, states = SCardGetStatusChange(context, 500, [(sys.argv[1], state)])
    if hresult == SCARD_E_TIMEOUT:
        continue
    if hresult != SCARD_S_SUCCESS:
        print('failed', SCardGetErrorMessage(hresult), flush=True)
        break
    state = states[0][1]
    now = 'in' if state & SCARD_STATE_PRESENT else 'out'
    if now != last:
        print(now, flush=True)
        last = now
`;

/** Shares a reader: opens a channel of its own and selects there again and again. */
export const SHARE_READER = `
import json, sys
from smartcard.System import readers
from smartcard.scard import SCARD_SHARE_SHARED, SCARD_LEAVE_CARD

name, aid, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
reader = [reader for reader in readers() if reader.name == name][0]
connection = reader.createConnection()
connection.connect(mode=SCARD_SHARE_SHARED, disposition=SCARD_LEAVE_CARD)

def exchange(apdu, channel):
    data, sw1, sw2 = connection.transmit(list(apdu))
    got = list(data)
    while sw1 == 0x61:
        data, sw1, sw2 = connection.transmit([channel, 0xC0, 0x00, 0x00, sw2])
        got += data
    return bytes(got), sw1 << 8 | sw2

opened, status = exchange([0x00, 0x70, 0x00, 0x00, 0x01], 0)
assert status == 0x9000, hex(status)
channel = opened[0]
print(json.dumps({'channel': channel}), flush=True)
sys.stdin.readline()
name = bytes.fromhex(aid)
answers = set()
for _ in range(rounds):
    fci, status = exchange(bytes([channel, 0xA4, 0x04, 0x00, len(name)]) + name, channel)
    answers.add((fci.hex().upper(), '%04X' % status))
print(json.dumps({'answers': sorted(answers)}), flush=True)
closed, status = exchange([0x00, 0x70, 0x80, channel], 0)
`;

/** Selects on a channel of its own, waits for a line of input, and goes on without selecting. */
export const HOLD_READER = `
import json, sys
from smartcard.System import readers

name, aid, command = sys.argv[1], sys.argv[2], sys.argv[3]
reader = [reader for reader in readers() if reader.name == name][0]
connection = reader.createConnection()
connection.connect()

def exchange(apdu, channel):
    data, sw1, sw2 = connection.transmit(list(apdu))
    got = list(data)
    while sw1 == 0x61:
        data, sw1, sw2 = connection.transmit([channel, 0xC0, 0x00, 0x00, sw2])
        got += data
    return bytes(got), '%02X%02X' % (sw1, sw2)

opened, status = exchange([0x00, 0x70, 0x00, 0x00, 0x01], 0)
channel = opened[0]
select = bytes([channel, 0xA4, 0x04, 0x00, len(aid) // 2]) + bytes.fromhex(aid)
_, status = exchange(select, channel)
print('holds', status, flush=True)
sys.stdin.readline()
follow = bytearray(bytes.fromhex(command))
follow[0] |= channel
data, status = exchange(follow, channel)
print(json.dumps({'answer': data.hex().upper(), 'status': status}), flush=True)
`;

/** Connects with `any` protocol or `T0` alone, sends one command, prints protocol and answer. */
export const CONNECT_WITH = `
import sys
from smartcard.System import readers
from smartcard.CardConnection import CardConnection

name, protocol, command = sys.argv[1:4]
reader = [reader for reader in readers() if reader.name == name][0]
connection = reader.createConnection()
connection.connect(CardConnection.T0_protocol if protocol == 'T0' else None)
data, sw1, sw2 = connection.transmit(list(bytes.fromhex(command)))
print({1: 'T=0', 2: 'T=1'}[connection.getProtocol()], bytes(data + [sw1, sw2]).hex().upper())
`;

/** Opens a channel, resets the card by each of PC/SC's ways, and sends on that channel again. */
export const RESET_CARD = `
import sys
from smartcard.System import readers
from smartcard.scard import (
    SCARD_LEAVE_CARD, SCARD_PROTOCOL_T0, SCARD_PROTOCOL_T1, SCARD_RESET_CARD,
    SCARD_SHARE_SHARED, SCARD_UNPOWER_CARD, SCardReconnect)

reader = [reader for reader in readers() if reader.name == sys.argv[1]][0]
connection = reader.createConnection()
connection.connect()
either = SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1
for name, way in (('leave', SCARD_LEAVE_CARD), ('reset', SCARD_RESET_CARD),
                  ('unpower', SCARD_UNPOWER_CARD)):
    opened, sw1, sw2 = connection.transmit([0x00, 0x70, 0x00, 0x00, 0x01])
    SCardReconnect(connection.component.hcard, SCARD_SHARE_SHARED, either, way)
    _, sw1, sw2 = connection.transmit([opened[0], 0xCA, 0x00, 0x5A, 0x00])
    print(name, 'open' if (sw1, sw2) != (0x68, 0x81) else 'closed', flush=True)
`;

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HostError, type LinkFacts, type LinkProtocol } from '../../base/index.ts';
import { type PairingRule, resolvePairing } from './index.ts';

function link(id: string, protocol: LinkProtocol, lsis = 1): LinkFacts {
  const family = protocol === 't0' || protocol === 't1' ? 'iso7816-3' : 'other';
  return {
    id,
    interface: id,
    protocol,
    family,
    mode: 'contact',
    javaCardProtocol: 0,
    outgoing: 'direct',
    extended: true,
    channels: 20,
    lsis,
  };
}

const links = [link('t0', 't0'), link('modem', 't1'), link('spi', 'spi')];
const containers = ['C20', 'C30', 'C40'];
const resolve = (rules: readonly PairingRule[], over = links): string[] =>
  [...resolvePairing(rules, { links: over, containers })].flatMap(([id, pairs]) =>
    pairs.map((pair, lsi) => `${id}.${lsi}=${pair.container} by ${pair.by}`),
  );

function refusedWith(code: string): (error: unknown) => boolean {
  return (error) => error instanceof HostError && error.code === code;
}

test('all ISO 7816-3 protocols to one container, every other to another [M-04] [M-53]', () => {
  assert.deepEqual(
    resolve([
      { link: 'iso7816-3', container: 'C20' },
      { link: '*', container: 'C30' },
    ]),
    ['t0.0=C20 by iso7816-3', 'modem.0=C20 by iso7816-3', 'spi.0=C30 by *'],
  );
});

test('the more exact rule wins, in whatever order they stand [M-53]', () => {
  const rules = [
    { link: '*', container: 'C30' },
    { link: 'modem', container: 'C40' },
    { link: 't1', container: 'C20' },
    { link: 'iso7816-3', container: 'C30' },
  ];
  const expected = ['t0.0=C30 by iso7816-3', 'modem.0=C40 by modem', 'spi.0=C30 by *'];
  assert.deepEqual(resolve(rules), expected);
  assert.deepEqual(resolve(rules.toReversed()), expected);
});

test('each LSI of a link can have a container of its own [M-03]', () => {
  const rules = [
    { link: '*', container: 'C30' },
    { link: 'modem', lsi: 1, container: 'C20' },
  ];
  assert.deepEqual(resolve(rules, [link('modem', 't1', 2)]), [
    'modem.0=C30 by *',
    'modem.1=C20 by modem',
  ]);
});

test('an unassigned link is refused by name [M-03]', () => {
  assert.throws(
    () => resolve([{ link: 'iso7816-3', container: 'C20' }]),
    refusedWith('PAIRING_UNASSIGNED'),
  );
});

test('a link assigned twice is refused by name, even to one container [M-03]', () => {
  const twice = (container: string): readonly PairingRule[] => [
    { link: '*', container: 'C30' },
    { link: 'spi', container: 'C20' },
    { link: 'spi', container },
  ];
  assert.throws(() => resolve(twice('C30')), refusedWith('PAIRING_AMBIGUOUS'));
  assert.throws(() => resolve(twice('C20')), refusedWith('PAIRING_AMBIGUOUS'));
});

test('rules that name nothing of this device are refused [M-03]', () => {
  assert.throws(() => resolve([{ link: '*', container: 'C99' }]), refusedWith('PAIRING_INVALID'));
  assert.throws(
    () =>
      resolve([
        { link: '*', container: 'C30' },
        { link: 'usb', container: 'C20' },
      ]),
    refusedWith('PAIRING_INVALID'),
  );
});

test('a rule for an LSI that no link it names has is refused [M-03]', () => {
  const rules = [
    { link: '*', container: 'C30' },
    { link: 't0', lsi: 5, container: 'C20' },
  ];
  assert.throws(() => resolve(rules), refusedWith('PAIRING_INVALID'));
});

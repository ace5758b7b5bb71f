import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asTyped, programName } from './program-name.ts';

test('the command as it is typed where the process was started', () => {
  const folder = '/home/me/wallet';
  const cases: readonly (readonly [string, Record<string, string>, string])[] = [
    ['/usr/local/bin/bifrons', { PATH: '/usr/bin:/usr/local/bin' }, 'bifrons'],
    ['/opt/x/bin/bifrons', { PATH: '/usr/bin' }, 'node /opt/x/bin/bifrons'],
    [`${folder}/node_modules/.bin/bifrons`, { npm_command: 'exec' }, 'npx bifrons'],
    [`${folder}/node_modules/.bin/bifrons`, {}, 'node node_modules/.bin/bifrons'],
    [`${folder}/bin/bifrons.js`, { npm_command: 'start' }, 'npx bifrons'],
    [`${folder}/bin/bifrons.js`, {}, 'node bin/bifrons.js'],
    ["/it's here/bin/bifrons.js", {}, String.raw`node '/it'\''s here/bin/bifrons.js'`],
    [`${folder}/dist/lib/cli.js`, { npm_command: 'test' }, 'bifrons'],
    ['', {}, 'bifrons'],
  ];
  for (const [script, env, name] of cases) {
    assert.equal(programName({ script, folder, env }), name, script);
  }
});

test('commands in a text are written as typed, paths and the name of the product are not', () => {
  const text =
    'Bifrons 0.1: state ~/.local/share/bifrons/x; start it: bifrons up, bifrons [options]';
  assert.equal(
    asTyped(text, 'npx bifrons'),
    'Bifrons 0.1: state ~/.local/share/bifrons/x; start it: npx bifrons up, npx bifrons [options]',
  );
  assert.equal(asTyped(text, 'bifrons'), text);
  assert.equal(asTyped('sudo bifrons pcsc install', "node '$&'"), "sudo node '$&' pcsc install");
});

/** The templates of file system elements, as one table. [SAIP §9] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newestTemplate, TEMPLATE_OIDS, templateOf } from '../../../src/rsp/package/index.ts';
import { FILE_ELEMENT_KINDS, fileNames } from '../../../src/wire/saip/index.ts';

/** Files that an element of a later template names alone, by the template that lacks them. */
function rows(oid: string) {
  const template = templateOf(oid);
  assert.ok(template);
  return template;
}

test('every element has templates, and every file of a template its place in the element [SAIP Annex B]', () => {
  assert.equal(TEMPLATE_OIDS.length, 28);
  for (const kind of FILE_ELEMENT_KINDS) assert.equal(rows(newestTemplate(kind)).kind, kind);
  for (const oid of TEMPLATE_OIDS) {
    const { kind, files } = rows(oid);
    const names = fileNames(kind);
    for (const { name } of files) assert.ok(names.includes(name), `${oid} ${name}`);
    assert.equal(new Set(files.map(({ name }) => name)).size, files.length, oid);
  }
  assert.equal(templateOf('2.23.143.1.2.99'), undefined);
});

test('the newest template of an element has each of its files [SAIP §9]', () => {
  for (const kind of FILE_ELEMENT_KINDS) {
    const known = rows(newestTemplate(kind)).files.map(({ name }) => name);
    assert.deepEqual(known.toSorted(), fileNames(kind).toSorted(), kind);
  }
});

test('no two files of one DF have one identifier, nor one short identifier [TS102221 §8.3]', () => {
  for (const oid of TEMPLATE_OIDS) {
    const fids = new Set<string>();
    const sfis = new Set<string>();
    for (const { name, directory, fid, count, kind, sfi } of rows(oid).files) {
      for (let at = 0; fid !== undefined && at < count; at++) {
        const key = `${directory} ${fid + at}`;
        assert.ok(!fids.has(key) || name === 'ef-arr-usim', `${oid} ${name}`);
        fids.add(key);
      }
      if (kind === 'df' || sfi === 0) continue;
      assert.ok(sfi <= 30, name);
      // An IoT template has the files of two directories.
      const key = `${directory} ${sfi}`;
      assert.ok(!sfis.has(key) || rows(oid).kind === 'iot', `${oid} ${name}`);
      sfis.add(key);
    }
  }
});

test('access rules are those of the table that all templates share [SAIP §9.9]', () => {
  for (const oid of TEMPLATE_OIDS) {
    for (const { name, rule, kind } of rows(oid).files) {
      assert.ok(rule >= 1 && rule <= 14, name);
      assert.equal(rule === 14, kind === 'df', name);
    }
  }
});

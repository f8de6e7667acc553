import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { test } from 'node:test';

import { bundle } from '../build.js';

for (const [path, text] of await bundle()) {
  test(`${basename(path)} is what the source builds to`, async () => {
    const same = text === await readFile(path, 'utf8');
    assert.ok(same, 'widget/src has changed since it was built. Run `make widget` and commit frontdesk/web.');
  });
}

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const here = import.meta.dirname;

test('the types of the API were made from the OpenAPI document as it stands; else run: cd web/tools && npm ci && npm run schema', () => {
  const document = readFileSync(join(here, '../../../api/openapi.json'));
  const types = readFileSync(join(here, 'schema.d.ts'), 'utf8');
  expect(types.split('\n', 1)[0]).toBe(`// openapi.json sha256 ${createHash('sha256').update(document).digest('hex')}`);
});

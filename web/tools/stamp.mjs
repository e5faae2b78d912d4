// Writes the SHA-256 of api/openapi.json on the first line of schema.d.ts, by which src/api/schema.test.ts
// sees that the types were not made anew after the document changed.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
const types = join(here, '../src/api/schema.d.ts');
const sum = createHash('sha256').update(readFileSync(join(here, '../../api/openapi.json'))).digest('hex');
writeFileSync(types, `// openapi.json sha256 ${sum}\n${readFileSync(types, 'utf8')}`);

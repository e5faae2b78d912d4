import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';

test('all scripts and styles of the page stay within 520 kB compressed', () => {
  const folder = 'dist/assets';
  const sizes = readdirSync(folder).filter((file) => /\.(js|css)$/.test(file)).map((file) => gzipSync(readFileSync(`${folder}/${file}`), { level: 9 }).length);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  test.info().annotations.push({ type: 'compressed bytes', description: String(total) });
  console.log(`scripts and styles: ${total} bytes compressed`);
  expect(total).toBeLessThanOrEqual(520_000);
});

test('the build keeps the file by which git keeps dist, and carries the licences', () => {
  expect(readdirSync('dist')).toContain('.gitkeep');
  const licences = readFileSync('dist/licenses.md', 'utf8');
  for (const name of ['maplibre-gl', 'preact', '@preact/signals']) expect(licences).toContain(name);
});

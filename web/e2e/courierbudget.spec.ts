import { readFileSync, statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';

interface Chunk { file: string; imports?: string[]; dynamicImports?: string[]; css?: string[]; assets?: string[] }
const chunks = JSON.parse(readFileSync('dist/files.json', 'utf8')) as Record<string, Chunk>;

/** Files that a page needs at once, or also what it may load later. */
function filesOf(entry: string, later: boolean): Set<string> {
  const files = new Set<string>();
  const seen = new Set<string>();
  const follow = (key: string): void => {
    const chunk = chunks[key];
    if (chunk === undefined || seen.has(key)) return;
    seen.add(key);
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
    for (const next of [...(chunk.imports ?? []), ...(later ? (chunk.dynamicImports ?? []) : [])]) follow(next);
  };
  follow(entry);
  return files;
}

const compressed = (files: Iterable<string>): number => [...files].reduce((sum, file) => sum + gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length, 0);

test("the courier's page opens with 40 kB compressed, the page itself included", () => {
  const files = [...filesOf('courier/index.html', false), 'courier/index.html', 'sw.js'];
  expect(files.filter((file) => file.includes('maplibre'))).toEqual([]);
  const total = compressed(files);
  console.log(`courier: ${total} bytes compressed`);
  expect(total).toBeLessThanOrEqual(40_000);
});

test('what a phone keeps is what the page and its map need, at most 2 MB, and nothing of other pages', () => {
  const list = /const FILES=(\{.*?\});/.exec(readFileSync('dist/sw.js', 'utf8'))?.[1] ?? '{}';
  const { shell, rest } = JSON.parse(list) as { shell: string[]; rest: string[] };
  const paths = [...shell, ...rest].map((path) => (path.endsWith('/') ? `${path}index.html` : path).slice(1));
  const bytes = paths.reduce((sum, path) => sum + statSync(`dist/${path}`).size, 0);
  console.log(`kept on a phone: ${bytes} bytes in ${paths.length} files`);
  expect(bytes).toBeLessThanOrEqual(2_000_000);
  for (const file of filesOf('courier/index.html', true)) expect(paths).toContain(file);
  expect(paths.some((path) => path.includes('maplibre-gl-worker'))).toBe(true);
  const others = ['index.html', 'dashboard.html', 'report.html'].flatMap((page) => [...filesOf(page, true)]).filter((file) => !filesOf('courier/index.html', true).has(file));
  expect(paths.filter((path) => others.includes(path))).toEqual([]);
});

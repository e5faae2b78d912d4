import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';

interface Part {
  file: string;
  css?: string[];
  assets?: string[];
  imports?: string[];
  dynamicImports?: string[];
}

const LIMITS = [
  { page: 'index.html', all: 440_000, first: 120_000 },
  { page: 'dashboard.html', all: 420_000, first: 70_000 },
  { page: 'report.html', all: 60_000, first: 60_000 },
  { page: 'plan.html', all: 520_000, first: 120_000 },
  { page: 'data.html', all: 440_000, first: 70_000 },
  { page: 'runs.html', all: 420_000, first: 60_000 },
  ...['jobs', 'settings', 'help'].map((name) => ({ page: `${name}.html`, all: 60_000, first: 60_000 })),
];

for (const { page, all, first } of LIMITS) {
  test(`scripts and styles of ${page} stay within ${all / 1000} kB compressed, what it needs at once within ${first / 1000} kB`, () => {
    const parts = JSON.parse(readFileSync('dist/files.json', 'utf8')) as Record<string, Part>;
    const sizeOf = (file: string): number => gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length;
    const files = new Map<string, boolean>(); // true: only later
    const follow = (name: string, later: boolean): void => {
      const part = parts[name];
      if (part === undefined) throw new Error(`dist/files.json lacks ${name}`);
      if (files.has(part.file) && (files.get(part.file) === false || later)) return;
      for (const file of [part.file, ...(part.css ?? []), ...(part.assets ?? [])]) if (/^[^!]*\.(js|css)$/.test(file)) files.set(file, later);
      for (const next of part.imports ?? []) follow(next, later);
      // Of the words only one language is loaded, with the part that says them; those in Chinese are the longer ones.
      for (const next of part.dynamicImports ?? []) if (!/\ben\.json$/.test(next)) follow(next, later || !/\bzh-CN\.json$/.test(next));
    };
    follow(page, false);
    // The map's worker is named by its address alone, so no list has it; it goes with the map.
    if ([...files.keys()].some((file) => /\/engine-/.test(file))) for (const file of readdirSync('dist/assets').filter((one) => one.includes('worker'))) files.set(`assets/${file}`, true);
    const total = [...files.keys()].reduce((sum, file) => sum + sizeOf(file), 0);
    const now = [...files].filter(([, later]) => !later).reduce((sum, [file]) => sum + sizeOf(file), 0);
    console.log(`${page}: ${total} bytes compressed, ${now} at once`);
    expect(total).toBeLessThanOrEqual(all);
    expect(now).toBeLessThanOrEqual(first);
  });
}

test('the build keeps the file by which git keeps dist, and carries the licences', () => {
  expect(readdirSync('dist')).toContain('.gitkeep');
  const licences = readFileSync('dist/licenses.md', 'utf8');
  for (const name of ['maplibre-gl', 'preact', '@preact/signals', 'idb']) expect(licences).toContain(name);
});

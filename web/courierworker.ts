// Builds worker/sw.ts into /sw.js with the list of what the courier's page needs, no more: the page, its scripts and styles, and in a second
// list what its map loads later.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Plugin, Rollup } from 'vite';

const PAGE = 'courier/index.html';
const PUBLIC = ['favicon.svg', 'courier/manifest.webmanifest'];
const BY_HAND = /maplibre-gl-worker/; // no import leads to it: the map is told its address

export function courierWorker(): Plugin {
  return {
    name: 'courier-worker',
    apply: 'build',
    enforce: 'post',
    buildStart() {
      this.emitFile({ type: 'chunk', id: resolve(import.meta.dirname, 'worker/sw.ts'), fileName: 'sw.js' });
    },
    generateBundle(_, bundle) {
      const worker = bundle['sw.js'];
      const page = bundle[PAGE];
      if (worker?.type !== 'chunk' || page?.type !== 'asset') throw new Error(`the build has no sw.js or no ${PAGE}`);
      const html = String(page.source);
      const named = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((match) => match[1] ?? '');
      const shell = new Set(named);
      const rest = new Set<string>();
      for (const file of named) follow(bundle, file, shell, rest);
      for (const file of Object.keys(bundle)) if (BY_HAND.test(file)) rest.add(file);
      for (const file of shell) rest.delete(file);
      const hash = createHash('sha256');
      for (const file of [...shell, ...rest].sort()) hash.update(file);
      for (const file of PUBLIC) hash.update(readFileSync(resolve(import.meta.dirname, 'public', file)));
      hash.update(html);
      const path = (file: string): string => `/${file}`;
      const files = { version: hash.digest('hex').slice(0, 12), shell: ['/courier/', ...PUBLIC.map(path), ...[...shell].map(path)], rest: [...rest].map(path) };
      if (/^(import|export)\b/m.test(worker.code.replace(/export\s*\{\s*\};?\s*$/, ''))) throw new Error('sw.js must stand alone: worker/sw.ts may import nothing');
      worker.code = `const FILES=${JSON.stringify(files)};\n${worker.code}`;
    },
  };
}

/** Adds what a file imports at once to the shell, and what it imports later to the rest. */
function follow(bundle: Rollup.OutputBundle, file: string, shell: Set<string>, rest: Set<string>): void {
  const chunk = bundle[file];
  if (chunk?.type !== 'chunk') return;
  const styles = (chunk as unknown as { viteMetadata?: { importedCss?: Set<string> } }).viteMetadata?.importedCss ?? [];
  for (const next of [...chunk.imports, ...styles]) {
    if (shell.has(next)) continue;
    shell.add(next);
    follow(bundle, next, shell, rest);
  }
  for (const next of chunk.dynamicImports) {
    if (rest.has(next)) continue;
    rest.add(next);
    follow(bundle, next, rest, rest);
  }
}

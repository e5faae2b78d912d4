import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { courierWorker } from './courierworker.ts';
import { dictionaries } from './dictionaries.ts';
import { mapSource } from './mapsource.ts';

const page = (name: string): string => resolve(import.meta.dirname, name);

// Pages of those who work in the office; the server answers /NAME with NAME.html (cmd/cuntong/serve.go has the list).
const STAFF = ['index', 'plan', 'dashboard', 'report', 'runs', 'data', 'jobs', 'settings', 'help'];

// public/.gitkeep is copied into dist on every build: the program embeds dist, and git keeps the folder by it.
export default defineConfig({
  base: '/',
  plugins: [mapSource(), courierWorker(), dictionaries()],
  build: {
    target: 'es2022',
    // One page for each of those who come: who plans, who decides, the report on paper, and who drives. They share what they have in common.
    rollupOptions: { input: [...STAFF.map((name) => page(`${name}.html`)), page('courier/index.html')] },
    // Which file needs which, for e2e/budget.spec.ts.
    manifest: 'files.json',
    // The licences of what the bundle holds travel with it.
    license: { fileName: 'licenses.md' },
    // maplibre-gl alone is about a megabyte before compression; e2e/budget.spec.ts guards the real limit.
    chunkSizeWarningLimit: 1200,
  },
  // The page asks no host but its own; in development that is a program started by hand.
  server: { proxy: { '/api': process.env['CUNTONG_ADDR'] ?? 'http://127.0.0.1:8080' } },
});

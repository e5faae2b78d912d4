import { defineConfig } from 'vite';

// public/.gitkeep is copied into dist on every build: the program embeds dist, and git keeps the folder by it.
export default defineConfig({
  base: '/',
  build: {
    target: 'es2022',
    // The licences of what the bundle holds travel with it.
    license: { fileName: 'licenses.md' },
    // maplibre-gl alone is about a megabyte before compression; e2e/budget.spec.ts guards the real limit.
    chunkSizeWarningLimit: 1200,
  },
  // The page asks no host but its own; in development that is a program started by hand.
  server: { proxy: { '/api': process.env['CUNTONG_ADDR'] ?? 'http://127.0.0.1:8080' } },
});

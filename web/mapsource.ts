// Builds MapLibre from the sources that its package carries. As the package is built, the map and its worker each bring a copy of what
// they share, some 105 kB compressed; built here, they share one file. In development the package's own files are used.
import { resolve } from 'node:path';
import { transformWithOxc, type Plugin } from 'vite';

const SOURCE = resolve(import.meta.dirname, 'node_modules/maplibre-gl/src');
const WORKER = 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
const WORKER_ADDRESS = '\0map-worker-address';

export function mapSource(): Plugin {
  let worker = '';
  return {
    name: 'map-source',
    apply: 'build',
    enforce: 'pre',
    buildStart() {
      worker = this.emitFile({ type: 'chunk', id: resolve(SOURCE, 'source/worker.ts'), name: 'maplibre-gl-worker' });
    },
    resolveId(id) {
      if (id === 'maplibre-gl') return resolve(SOURCE, 'index.ts');
      return id === WORKER ? WORKER_ADDRESS : null;
    },
    load(id) {
      return id === WORKER_ADDRESS ? `export default import.meta.ROLLUP_FILE_URL_${worker};` : null;
    },
    // MapLibre is written for fields that a class only declares to leave alone what its base class has set.
    transform: {
      filter: { id: /\/maplibre-gl\/src\/.*\.ts$/ },
      handler: (code, id) => transformWithOxc(code, id, { typescript: { removeClassFieldsWithoutInitializer: true }, assumptions: { setPublicClassFields: true }, sourcemap: false }),
    },
  };
}

// A map that somebody else drew, under everything, where an administrator chose one (/api/v1/info). Its tiles come from the program itself. Whether they come
// or not, everything else is drawn: a tile that fails is an empty one, and one line that can be put away says so.
import { addProtocol, type Map, type RequestParameters } from 'maplibre-gl';
import { get } from '../../api/client';
import type { Info } from '../../api/records';
import { t } from '../../i18n/i18n';
import { complaintOf, type Coming } from '../coming';

type Basemap = NonNullable<Info['basemap']>;

/** The scheme by which the library asks this file for tiles, so that a failure is ours to tell of. */
const SCHEME = 'basemap';
// A picture of one transparent pixel (PNG), for tiles that are not there.
const NOTHING = Uint8Array.from(atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='), (c) => c.charCodeAt(0)).buffer;

/** Draws the basemap that was chosen under all other layers; where none was, nothing happens. */
export async function underlay(map: Map, container: HTMLElement): Promise<void> {
  const basemap = await chosen();
  if (basemap === undefined) return;
  const coming: Coming = { came: 0, absent: 0, failed: 0 };
  const tell = teller(container);
  addProtocol(SCHEME, async (request: RequestParameters, abort: AbortController) => {
    const answer = await tileOf(request.url.slice(SCHEME.length + 3), abort, coming);
    tell(complaintOf(coming));
    return { data: answer ?? (basemap.type === 'vector' ? new ArrayBuffer(0) : NOTHING) };
  });
  const above = map.getStyle().layers[1]?.id; // the first is the ground
  const ids = basemap.type === 'vector' ? lines(map, basemap, above) : pictures(map, basemap, above);
  // The ground of counties would hide it; those beside the chosen one still stand back.
  if (map.getLayer('outlines-ground')) map.setPaintProperty('outlines-ground', 'fill-opacity', ['case', ['==', ['get', 'state'], 'shown'], 0, 0.45]);
  map.addControl({ onAdd: () => note(basemap, (shown) => ids.forEach((id) => map.setLayoutProperty(id, 'visibility', shown ? 'visible' : 'none'))), onRemove: () => undefined }, 'bottom-right');
}

async function chosen(): Promise<Basemap | undefined> {
  try {
    return (await get('/api/v1/info')).basemap;
  } catch {
    return undefined; // the page says what is wrong with the program
  }
}

async function tileOf(where: string, abort: AbortController, coming: Coming): Promise<ArrayBuffer | null> {
  try {
    const response = await fetch(where, { signal: abort.signal });
    if (response.ok) {
      coming.came++;
      return await response.arrayBuffer();
    }
    if (response.status === 404) coming.absent++;
    else coming.failed++;
  } catch (cause) {
    if (abort.signal.aborted) throw cause; // the map looks elsewhere by now
    coming.failed++;
  }
  return null;
}

const source = ({ min_zoom, max_zoom, bounds }: Basemap) => ({ minzoom: min_zoom, maxzoom: max_zoom, bounds: bounds as [number, number, number, number] });
const addresses = ({ tiles }: Basemap): string[] => (tiles ?? []).map((tile) => `${SCHEME}://${location.origin}${tile}`);

function pictures(map: Map, basemap: Basemap, above: string | undefined): string[] {
  return addresses(basemap).map((tile, i) => {
    const id = `basemap-${i}`;
    map.addSource(id, { type: 'raster', tiles: [tile], tileSize: 256, ...source(basemap) });
    map.addLayer({ id, type: 'raster', source: id, paint: { 'raster-fade-duration': 0 } }, above);
    return id;
  });
}

// Nothing is known of a layer but its name; what is drawn stays pale, because it is the ground of other things.
const FILLS: [RegExp, string][] = [[/water|ocean|river|lake/i, '#c9dde6'], [/build/i, '#e4dfd4'], [/land|green|park|wood|forest|natural/i, '#e6ecdd'], [/./, '#eeebe2']];
const LINES: [RegExp, string][] = [[/water|river|stream/i, '#a9c6d4'], [/road|transport|street|highway/i, '#bdb5a6'], [/./, '#d2ccbf']];
const colour = (table: [RegExp, string][], name: string): string => table.find(([pattern]) => pattern.test(name))?.[1] ?? '#eeebe2';

function lines(map: Map, basemap: Basemap, above: string | undefined): string[] {
  const [tile] = addresses(basemap);
  if (tile === undefined) return [];
  map.addSource('basemap-0', { type: 'vector', tiles: [tile], ...source(basemap) });
  return (basemap.layers ?? []).flatMap((name) => {
    const fill = `basemap-fill-${name}`;
    const line = `basemap-line-${name}`;
    map.addLayer({ id: fill, type: 'fill', source: 'basemap-0', 'source-layer': name, filter: ['match', ['geometry-type'], ['Polygon', 'MultiPolygon'], true, false], paint: { 'fill-color': colour(FILLS, name) } }, above);
    map.addLayer({ id: line, type: 'line', source: 'basemap-0', 'source-layer': name, filter: ['match', ['geometry-type'], ['LineString', 'MultiLineString'], true, false], paint: { 'line-color': colour(LINES, name), 'line-width': 1.2 } }, above);
    return [fill, line];
  });
}

// note says whose map it is and under which number it was reviewed, and puts it away.
function note({ attribution, review_number: number }: Basemap, show: (shown: boolean) => void): HTMLElement {
  const label = document.createElement('label');
  label.className = 'maplibregl-ctrl map-source';
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.checked = true;
  box.addEventListener('change', () => show(box.checked));
  label.append(box, t(number === '' ? 'basemap.source' : 'basemap.source_reviewed', { by: attribution, number }));
  return label;
}

// teller shows one line over the map, until somebody puts it away.
function teller(container: HTMLElement): (complaint: ReturnType<typeof complaintOf>) => void {
  let line: HTMLElement | null = null;
  let over = false;
  return (complaint) => {
    if (complaint === null || line !== null || over) return;
    line = document.createElement('p');
    line.className = 'map-trouble';
    line.setAttribute('role', 'status');
    const close = document.createElement('button');
    close.type = 'button';
    close.className = 'button';
    close.textContent = t('inspector.close');
    close.addEventListener('click', () => {
      over = true;
      line?.remove();
    });
    line.append(t(complaint === 'failed' ? 'basemap.failed' : 'basemap.absent'), close);
    container.parentElement?.append(line);
  };
}

import { DatumMap } from './DatumMap';
import type { Found } from './FoundTable';

/** The records of a finding on the map of what is on record. */
export function FoundMap({ rows }: { rows: readonly Found[] }) {
  const features = rows.flatMap((row) => row.location === undefined ? [] : [{ type: 'Feature' as const, geometry: { type: 'Point' as const, coordinates: [...row.location] }, properties: { file: '', line: 0, name: row.name, known: null } }]);
  return <DatumMap positions={{ candidates: [{ datum: 'gcj02', matched: 0, median_m: null, collection: { type: 'FeatureCollection', features } }] }} chosen="gcj02" />;
}

// Addresses that open the way to a place in a map application. Amap and Baidu are asked in GCJ-02, which both are told or take for granted;
// geo: is WGS 84, right in Tianditu and by the standard, and shifted by some 500 m in applications that take it for their own grid.
import { toGCJ02, type Place } from './datum';

export const APPS = ['amap', 'baidu', 'geo'] as const;
export type App = (typeof APPS)[number];

export interface Goal {
  name: string;
  at: Place;
}

const text = (at: Place): [lon: string, lat: string] => [at[0].toFixed(6), at[1].toFixed(6)];

/** The address that asks an application for the way to a goal. */
export function wayTo({ name, at }: Goal, app: App): string {
  const [lon, lat] = text(toGCJ02(at));
  const called = encodeURIComponent(name.replace(/[|,:]/g, ' '));
  switch (app) {
    case 'amap':
      return `https://uri.amap.com/navigation?to=${lon},${lat},${called}&mode=car&callnative=1&src=cuntong`;
    case 'baidu':
      return `bdapp://map/direction?destination=name:${called}|latlng:${lat},${lon}&coord_type=gcj02&mode=driving&src=cuntong`;
    case 'geo': {
      const [x, y] = text(at);
      return `geo:${y},${x}?q=${y},${x}(${called})`;
    }
  }
}

/** Coordinates to be pasted into a search box: longitude first, as Amap reads them. */
export function coordinates(at: Place, grid: 'gcj02' | 'wgs84'): string {
  return text(grid === 'gcj02' ? toGCJ02(at) : at).join(',');
}

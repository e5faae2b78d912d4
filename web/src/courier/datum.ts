// WGS 84 to the grids of Chinese map applications, as geo/datum.go does it; datum.test.ts holds both to the same values.
// The shift is publicly known: a trigonometric polynomial on the Krasovsky 1940 ellipsoid, and Baidu's on top of it.
export type Place = readonly [lon: number, lat: number];

const AXIS = 6378245.0;
const ECCENTRICITY = 0.00669342162296594323; // squared
const { PI, sin, cos, sqrt, abs } = Math;
const radians = (degrees: number): number => (degrees * PI) / 180;
const degrees = (angle: number): number => (angle * 180) / PI;

/** The place in GCJ-02, the grid of Amap and Tencent. Outside China it is WGS 84 itself. */
export function toGCJ02([lon, lat]: Place): Place {
  if (!(lon >= 72.004 && lon <= 137.8347 && lat >= 0.8293 && lat <= 55.8271)) return [lon, lat];
  const x = lon - 105;
  const y = lat - 35;
  const wave = ((20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2) / 3;
  const root = sqrt(abs(x));
  const north =
    -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + wave +
    ((20 * sin(y * PI) + 40 * sin((y / 3) * PI)) * 2) / 3 +
    ((160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30)) * 2) / 3;
  const east =
    300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + wave +
    ((20 * sin(x * PI) + 40 * sin((x / 3) * PI)) * 2) / 3 +
    ((150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3;
  const sinLat = sin(radians(lat));
  const w = 1 - ECCENTRICITY * sinLat * sinLat;
  const meridian = (AXIS * (1 - ECCENTRICITY)) / (w * sqrt(w));
  const parallel = (AXIS / sqrt(w)) * cos(radians(lat));
  return [lon + degrees(east / parallel), lat + degrees(north / meridian)];
}

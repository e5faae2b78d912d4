/** The tile of Web Mercator around a place ([longitude, latitude] in degrees) at a zoom; rows are counted from the north. */
export function tileAt([lon, lat]: [number, number], z: number): { z: number; x: number; y: number } {
  const side = 2 ** z;
  const at = (share: number): number => Math.min(side - 1, Math.max(0, Math.floor(share * side)));
  return { z, x: at((lon + 180) / 360), y: at((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) };
}

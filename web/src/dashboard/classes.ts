// The fixed classes of a gap share. They never follow the data, so that counties and years can be laid side by side.

/** Where the classes part: below the first, between two, from the last on. */
export const BREAKS = [0.05, 0.15, 0.3, 0.5] as const;

/** The class of a share, 0 to 4; -1: no data. */
export function gapClass(share: number | null): number {
  if (share === null) return -1;
  const at = BREAKS.findIndex((most) => share < most);
  return at < 0 ? BREAKS.length : at;
}

/** How many gaps an area may have on target: those without a position are not within the standard either and take their part. */
export function mostGaps(counts: { settlements: number; unlocated_settlements: number }, target: number): number {
  return Math.max(0, Math.floor((1 - target) * counts.settlements + 1e-9) - counts.unlocated_settlements);
}

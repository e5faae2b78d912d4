/**
 * A bar filled to a share, with a tick where it stood before. The figure stands beside it in words, so the bar is
 * hidden from screen readers.
 */
export function ShareBar({ value, before }: { value: number | null; before?: number | null }) {
  const width = value === null ? 0 : Math.max(0, Math.min(1, value)) * 100;
  return (
    <svg class="sharebar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect class="sharebar-rest" x="0" y="0" width="100" height="8" />
      {value !== null && <rect class="sharebar-part" x="0" y="0" width={width} height="8" />}
      {before !== null && before !== undefined && <rect class="sharebar-tick" x={before * 100 - 0.4} y="0" width="0.8" height="8" />}
    </svg>
  );
}

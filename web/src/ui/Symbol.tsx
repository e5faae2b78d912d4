import { BROKEN, SHAPES, type Shape } from '../map/shapes';

/** A map symbol beside words; it says nothing by itself, so it is hidden from screen readers. */
export function Symbol({ shape, size = 16 }: { shape: Shape; size?: number }) {
  const drawing = SHAPES[shape];
  return (
    <svg class="symbol" width={size} height={size} viewBox="-2 -2 28 28" aria-hidden="true" focusable="false">
      <path d={drawing.path} fill="none" stroke={drawing.edge} stroke-width="4.4" stroke-linejoin="round" />
      <path d={drawing.path} fill={drawing.fill} stroke={drawing.ring} stroke-width="2.6" stroke-linejoin="round" paint-order="stroke" />
      {drawing.outline !== undefined && <path d={drawing.path} fill="none" stroke={drawing.outline} stroke-width="1.7" stroke-linejoin="round" stroke-dasharray={drawing.broken === true ? BROKEN.join(' ') : undefined} />}
      {drawing.mark !== undefined && <path d={drawing.mark} stroke={drawing.markColour ?? '#ffffff'} stroke-width="2.8" fill="none" />}
      {drawing.dot !== undefined && <path d={drawing.dot} fill="#ffffff" />}
    </svg>
  );
}

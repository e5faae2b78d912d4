import { stepAt, stepPath, ticks, type Step } from './steps';

const WIDTH = 420;
const HEIGHT = 250;
const LEFT = 46;
const RIGHT = 12;
const TOP = 12;
const BOTTOM = 40;

/**
 * A step curve of shares with a proven upper envelope and one point marked. The same numbers stand in a table beside it,
 * so to a screen reader it is one picture with a sentence.
 */
export function StepCurve({ label, found, bound, end, marked, xWord, xText, yText, pick }: {
  label: string; found: Step[]; bound: Step[]; end: number; marked: Step | undefined; xWord: string; xText: (x: number) => string; yText: (y: number) => string;
  /** Called with the step that was clicked, by its position in found; keys have another way beside the curve. */
  pick?: (index: number) => void;
}) {
  const most = Math.max(end, 1);
  const place = ({ x, y }: Step): Step => ({ x: LEFT + (x / most) * (WIDTH - LEFT - RIGHT), y: TOP + (1 - y) * (HEIGHT - TOP - BOTTOM) });
  const floor = HEIGHT - BOTTOM;
  const at = marked === undefined ? undefined : place(marked);
  const click = (event: MouseEvent): void => {
    const box = (event.currentTarget as SVGSVGElement).getBoundingClientRect();
    const x = (((event.clientX - box.left) / box.width) * WIDTH - LEFT) / (WIDTH - LEFT - RIGHT) * most;
    if (found.length > 0) pick?.(stepAt(found, Math.min(Math.max(x, 0), most)));
  };
  return (
    <svg onClick={click} class="curve" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {[0, 0.25, 0.5, 0.75, 1].map((y) => {
        const line = place({ x: 0, y }).y;
        return (
          <g key={y}>
            <line class="curve-grid" x1={LEFT} x2={WIDTH - RIGHT} y1={line} y2={line} />
            <text class="curve-text" x={LEFT - 5} y={line + 4} text-anchor="end">{yText(y)}</text>
          </g>
        );
      })}
      {ticks(most, 5).map((x) => {
        const line = place({ x, y: 0 }).x;
        return (
          <g key={x}>
            <line class="curve-tick" x1={line} x2={line} y1={floor} y2={floor + 4} />
            <text class="curve-text" x={line} y={floor + 16} text-anchor="middle">{xText(x)}</text>
          </g>
        );
      })}
      <text class="curve-text" x={(LEFT + WIDTH - RIGHT) / 2} y={HEIGHT - 6} text-anchor="middle">{xWord}</text>
      <path class="curve-bound" d={stepPath(bound, most, place)} />
      <path class="curve-found" d={stepPath(found, most, place)} />
      {at !== undefined && <line class="curve-mark" x1={at.x} x2={at.x} y1={at.y} y2={floor} />}
      {at !== undefined && <circle class="curve-dot" cx={at.x} cy={at.y} r="5" />}
    </svg>
  );
}

// The arithmetic of a step curve: what is found holds from each point on until the next.

/** A point of a curve. */
export interface Step {
  x: number;
  y: number;
}

/** Round figures from 0 to at most the given one, about as many as asked for. */
export function ticks(most: number, about: number): number[] {
  if (!(most > 0)) return [0];
  const rough = most / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const unit = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough) ?? 10 * power;
  const step = Math.max(unit, 1);
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
}

/** The path of a step curve: level from each point to the next, then up, and level to the end. */
export function stepPath(steps: Step[], end: number, place: (at: Step) => Step): string {
  const [first, ...rest] = steps;
  if (first === undefined) return '';
  const write = ({ x, y }: Step): string => `${round(x)} ${round(y)}`;
  let path = `M${write(place(first))}`;
  let level = first.y;
  for (const at of rest) {
    path += `L${write(place({ x: at.x, y: level }))}L${write(place(at))}`;
    level = at.y;
  }
  return `${path}L${write(place({ x: end, y: level }))}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The last step that stands at or before x; 0 where none does. */
export function stepAt(steps: Step[], x: number): number {
  let at = 0;
  steps.forEach((step, i) => {
    if (step.x <= x) at = i;
  });
  return at;
}

// The shapes of map symbols, each drawn once in a box of 24 and used by the map, the legend and the lists. Every
// symbol is a fill with a white ring and a dark outer edge, so that it stands out on any ground; shape says the
// same as colour.

export type Shape = 'hub' | 'station' | 'point' | 'covered' | 'newly' | 'gap' | 'outside' | 'site';

interface Drawing {
  /** Outline of the body. */
  path: string;
  fill: string;
  /** Ring around the body, then the outer edge. */
  ring: string;
  edge: string;
  /** White marks on the body. */
  mark?: string;
}

const STAR = 'M12 2.2 14.9 8.7 22 9.5 16.7 14.2 18.2 21.2 12 17.6 5.8 21.2 7.3 14.2 2 9.5 9.1 8.7Z';
const SQUARE = 'M5 5H19V19H5Z';
const TRIANGLE = 'M12 4 21 20H3Z';
const disc = (radius: number): string => `M${12 - radius} 12a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`;

export const COLOURS = {
  hub: '#D55E00', station: '#0072B2', point: '#009E73', gap: '#111111', covered: '#a9dcc6', coveredEdge: '#2e7d66', selected: '#F0E442', outside: '#b9b5ab', name: '#0b4f4a',
} as const;

export const SHAPES: Record<Shape, Drawing> = {
  hub: { path: STAR, fill: COLOURS.hub, ring: '#ffffff', edge: '#111111' },
  station: { path: SQUARE, fill: COLOURS.station, ring: '#ffffff', edge: '#111111' },
  point: { path: disc(7), fill: COLOURS.point, ring: '#ffffff', edge: '#111111', mark: disc(2.6) },
  covered: { path: disc(5), fill: COLOURS.covered, ring: COLOURS.coveredEdge, edge: COLOURS.coveredEdge },
  newly: { path: disc(5), fill: COLOURS.covered, ring: '#111111', edge: '#111111' },
  gap: { path: TRIANGLE, fill: COLOURS.gap, ring: '#ffffff', edge: '#111111' },
  outside: { path: disc(3.5), fill: COLOURS.outside, ring: '#6b675e', edge: '#6b675e' },
  site: { path: disc(8), fill: COLOURS.point, ring: '#111111', edge: '#111111', mark: 'M12 7V17M7 12H17' },
};

/** Draws a shape as the pixels of a square of the given size, for the map. */
export function paint(shape: Shape, size: number): ImageData {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  const context = canvas.getContext('2d');
  if (context === null) return new ImageData(size, size);
  const drawing = SHAPES[shape];
  context.scale(size / 28, size / 28);
  context.translate(2, 2);
  context.lineJoin = 'round';
  const path = new Path2D(drawing.path);
  stroke(context, path, drawing.edge, 4.4);
  stroke(context, path, drawing.ring, 2.6);
  context.fillStyle = drawing.fill;
  context.fill(path);
  if (drawing.mark !== undefined) {
    const mark = new Path2D(drawing.mark);
    if (shape === 'point') {
      context.fillStyle = '#ffffff';
      context.fill(mark);
    } else stroke(context, mark, '#ffffff', 2.8);
  }
  return context.getImageData(0, 0, size, size);
}

function stroke(context: CanvasRenderingContext2D, path: Path2D, colour: string, width: number): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke(path);
}

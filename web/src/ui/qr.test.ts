import jsQR from 'jsqr';
import { expect, test } from 'vitest';
import { qr } from './qr';

/** Paints the path as pixels, knowing nothing of how it was made but the commands in it, and reads them with another library. */
function read(text: string): string | undefined {
  const { side, path } = qr(text);
  const scale = 4;
  const pixels = new Uint8ClampedArray(side * scale * side * scale * 4).fill(255);
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H\1z/g)) {
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row++) {
      for (let column = Number(x) * scale; column < (Number(x) + Number(width)) * scale; column++) pixels.fill(0, (row * side * scale + column) * 4, (row * side * scale + column) * 4 + 3);
    }
  }
  return jsQR(pixels, side * scale, side * scale)?.data;
}

test('what is drawn is read back by another library', () => {
  for (const text of ['https://cuntong.example:8443/courier/#ctl_0123456789abcdefghijklmnopqrstuvwxyz', 'a', `http://10.0.0.7:8080/courier/#${'x'.repeat(90)}`]) expect(read(text)).toBe(text);
});

test('four white modules stand around a code', () => {
  const { side, path } = qr('x');
  const rows = [...path.matchAll(/M(\d+) (\d+)h(\d+)/g)].map(([, x, y, width]) => [Number(x), Number(y), Number(x) + Number(width)]);
  expect(Math.min(...rows.map(([x]) => x ?? 0))).toBe(4);
  expect(Math.min(...rows.map(([, y]) => y ?? 0))).toBe(4);
  expect(Math.max(...rows.map(([, , end]) => end ?? 0))).toBe(side - 4);
});

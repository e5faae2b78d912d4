// Two maps that look at the same place.
import type { Engine } from './engine';

/** Lets each of two maps follow the other, and returns how to stop. */
export function together(a: Engine, b: Engine): () => void {
  let following = false;
  const follow = (from: Engine, to: Engine) => (): void => {
    if (following) return;
    following = true;
    to.map.jumpTo({ center: from.map.getCenter(), zoom: from.map.getZoom() });
    following = false;
  };
  const [one, other] = [follow(a, b), follow(b, a)];
  a.map.on('move', one);
  b.map.on('move', other);
  one();
  return () => {
    a.map.off('move', one);
    b.map.off('move', other);
  };
}

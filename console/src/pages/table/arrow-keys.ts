type Direction = readonly [x: -1 | 0 | 1, y: -1 | 0 | 1];

const DIRECTIONS: ReadonlyMap<string, Direction> = new Map([
  ['ArrowLeft', [-1, 0]],
  ['ArrowRight', [1, 0]],
  ['ArrowUp', [0, -1]],
  ['ArrowDown', [0, 1]],
]);

/** A link aside counts as so much further away than one straight ahead. */
const ASIDE = 2;

/** Moves the focus from a link of a picture to the nearest one in the direction of the key; without one, the key keeps its meaning. */
export function moveByArrow(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  const direction = DIRECTIONS.get(event.key);
  const from = document.activeElement;
  if (direction === undefined || from === null || event.altKey || event.ctrlKey || event.metaKey) return;
  const next = nearest(from, [...event.currentTarget.querySelectorAll('a')], direction);
  if (next === null) return;
  event.preventDefault();
  next.focus();
}

function nearest(
  from: Element,
  links: readonly HTMLAnchorElement[],
  [x, y]: Direction,
): HTMLAnchorElement | null {
  // By their corners: links of one column begin on one line, and end anywhere.
  const here = from.getBoundingClientRect();
  let best: HTMLAnchorElement | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const link of links) {
    const there = link.getBoundingClientRect();
    const right = there.left - here.left;
    const down = there.top - here.top;
    const ahead = right * x + down * y;
    const distance = ahead + ASIDE * Math.abs(right * y + down * x);
    if (ahead < 1 || distance >= bestDistance) continue;
    best = link;
    bestDistance = distance;
  }
  return best;
}

/** Where a tile is on the page. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const centre = ({ left, width }: Place): number => left + width / 2;

/** The nearest one above or below, by its rows and then by its middle. */
function across(places: readonly Place[], from: Place, down: boolean): number {
  const edge = (place: Place): number =>
    down ? place.top - (from.top + from.height) : from.top - place.top - place.height;
  const ahead = places
    .map((place, index) => ({ place, index, gap: edge(place) }))
    .filter(({ gap }) => gap >= -1);
  const nearest = Math.min(...ahead.map(({ gap }) => gap));
  const row = ahead.filter(({ gap }) => gap - nearest < from.height / 2);
  const [best] = row.toSorted(
    (one, other) => Math.abs(centre(one.place) - centre(from)) - Math.abs(centre(other.place) - centre(from)),
  );
  return best?.index ?? -1;
}

/** The tile that a key leads to from the one at `index`; null if the key leads nowhere. */
export function walk(places: readonly Place[], index: number, key: string): number | null {
  const from = places[index];
  if (from === undefined) return places.length === 0 ? null : 0;
  const last = places.length - 1;
  switch (key) {
    case 'ArrowRight':
      return Math.min(last, index + 1);
    case 'ArrowLeft':
      return Math.max(0, index - 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'ArrowDown':
    case 'ArrowUp': {
      const next = across(places, from, key === 'ArrowDown');
      return next === -1 ? index : next;
    }
    default:
      return null;
  }
}

/** How many columns show all tiles at once, as large as they can be, in the form of a screen. */
export function columnsFor(count: number, width: number, height: number): number {
  const WIDTH_TO_HEIGHT = 1.6;
  let best = { columns: 1, size: 0 };
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const size = Math.min(width / columns, (height / Math.ceil(count / columns)) * WIDTH_TO_HEIGHT);
    if (size > best.size) best = { columns, size };
  }
  return best.columns;
}

import { z } from 'zod';
import { NO_CHARACTER } from './keys.ts';
import layouts from './layouts.json' with { type: 'json' };

export const LAYOUT_IDS = ['us', 'uk', 'de', 'fr', 'es', 'it', 'se', 'jp'] as const;
export type LayoutId = (typeof LAYOUT_IDS)[number];

export const isLayoutId = (text: string): text is LayoutId => LAYOUT_IDS.some((id) => id === text);

/** A key of a keyboard, by `KeyboardEvent.code`, and what is held with it. */
export interface Stroke {
  readonly code: string;
  readonly shift: boolean;
  readonly altGr: boolean;
  /** What has been typed after it; empty after a dead key. */
  readonly character: string;
}

export interface Layout {
  readonly id: LayoutId;
  readonly title: string;
  /** By characters; a dead key by the combining character that it puts on the next letter. */
  readonly keys: ReadonlyMap<string, Stroke>;
}

const file = z.array(
  z.object({
    id: z.enum(LAYOUT_IDS),
    title: z.string(),
    /** Plain, with Shift, with AltGr, with both. */
    keys: z.record(z.string(), z.string()),
  }),
);

type Keys = Readonly<Record<string, string>>;

const at = (keys: Keys, code: string, level: number): string =>
  Array.from(keys[code] ?? '')[level] ?? NO_CHARACTER;

/**
 * Each character where people find it on the keys: plain, with Shift, with AltGr, with both. Most European layouts have the
 * same characters with AltGr, printed or not, below those of their own (`common`): these come last.
 */
function layoutOf({ id, title, keys }: z.infer<typeof file>[number], common: Keys): Layout {
  const strokes = new Map<string, Stroke>();
  const add = (level: number, mayBeCommon: boolean): void => {
    for (const code of Object.keys(keys)) {
      const character = at(keys, code, level);
      if (character === NO_CHARACTER || strokes.has(character)) continue;
      if (!mayBeCommon && level >= 2 && character === at(common, code, level)) continue;
      const shift = level % 2 === 1 && at(keys, code, level - 1) !== character;
      strokes.set(character, { code, shift, altGr: level >= 2, character });
    }
  };
  for (const level of [0, 1, 2, 3]) add(level, false);
  for (const level of [2, 3]) add(level, true);
  return { id, title, keys: strokes };
}

function load(): ReadonlyMap<LayoutId, Layout> {
  const parsed = file.parse(layouts);
  const common = parsed.find(({ id }) => id === 'uk')?.keys ?? {};
  return new Map(parsed.map((each) => [each.id, layoutOf(each, common)]));
}

let known: ReadonlyMap<LayoutId, Layout> | null = null;

/** Keyboard layouts as Linux has them. */
export function keyboardLayout(id: LayoutId): Layout {
  const layout = (known ??= load()).get(id);
  if (layout === undefined) throw new Error(`no such layout: ${id}`);
  return layout;
}

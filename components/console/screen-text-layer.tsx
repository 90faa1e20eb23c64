'use client';
import { useEffect, useState, type RefObject } from 'react';
import type { RecognisedText } from '../../lib/domain/screen-text/recognise.ts';
import { Button } from '../ui/button.tsx';
import { copyText } from '../ui/clipboard.ts';
import { toast } from '../ui/toast-queue.ts';
import type { ScreenSession } from './screen-session.ts';

interface TextLayerProps {
  readonly session: ScreenSession;
  /** Where the picture is drawn. */
  readonly target: RefObject<HTMLDivElement | null>;
}

/** How often the picture is looked at, in milliseconds. */
const AGAIN = 500;
/** Width of a character of the terminal's font, in its size. */
const ADVANCE = 0.6;

interface Shown {
  readonly text: RecognisedText | null;
  /** The place of the picture in its element, and how large a pixel of it is. */
  readonly left: number;
  readonly top: number;
  readonly scale: number;
}

function placeOf(target: HTMLElement): Omit<Shown, 'text'> | null {
  const canvas = target.querySelector('canvas');
  const parent = target.parentElement;
  if (canvas === null || parent === null || canvas.width === 0) return null;
  const [inner, outer] = [canvas.getBoundingClientRect(), parent.getBoundingClientRect()];
  return {
    left: inner.left - outer.left,
    top: inner.top - outer.top,
    scale: inner.width / canvas.width,
  };
}

/** Recognises again whenever the picture has changed; what is marked stays where the text is the same. */
function useText({ session, target }: TextLayerProps): Shown | null {
  const [shown, setShown] = useState<Shown | null>(null);
  useEffect(() => {
    let left = false;
    let last: Uint32Array | null = null;
    let text: RecognisedText | null = null;
    const look = async (): Promise<void> => {
      const { recogniseText } = await import('../../lib/domain/screen-text/recognise.ts');
      const pixels = session.pixels();
      const place = target.current && placeOf(target.current);
      if (left || pixels === null || place === null) return;
      const colours = new Uint32Array(pixels.data.buffer);
      if (last === null || !isSame(last, colours))
        text = recogniseText({ width: pixels.width, height: pixels.height, colours });
      last = colours;
      setShown({ text, ...place });
    };
    const again = setInterval(() => void look(), AGAIN);
    void look();
    return () => {
      left = true;
      clearInterval(again);
    };
  }, [session, target]);
  return shown;
}

const isSame = (one: Uint32Array, other: Uint32Array): boolean =>
  one.length === other.length && one.every((value, index) => value === other[index]);

function copyAll({ lines }: RecognisedText): void {
  const last = lines.findLastIndex((line) => line !== '');
  void copyText(`${lines.slice(0, last + 1).join('\n')}\n`).then((copied) => {
    if (copied) toast('good', 'Text of the screen copied');
  });
}

/** The text of the screen, over its picture: to be marked, copied, and found by the browser's search. */
export function ScreenTextLayer(props: TextLayerProps) {
  const shown = useText(props);
  if (shown === null) return null;
  const { text, left, top, scale } = shown;
  if (text === null)
    return (
      <Note>
        No text was recognised: neither firmware nor a text console draws here. The keyboard is off.
      </Note>
    );
  return (
    <>
      <div
        role="document"
        aria-label="Text of the screen"
        tabIndex={0}
        className="absolute cursor-text overflow-hidden bg-accent/10 font-mono whitespace-pre text-transparent select-text selection:bg-accent selection:text-accent-ink"
        style={{
          left: left + text.x * scale,
          top: top + text.y * scale,
          fontSize: (text.cellWidth * scale) / ADVANCE,
          lineHeight: `${text.cellHeight * scale}px`,
        }}
      >
        {text.lines.map((line, index) => (
          <div key={index} style={{ height: text.cellHeight * scale }}>
            {line}
          </div>
        ))}
      </div>
      <Note>
        Select text, or
        <Button className="pointer-events-auto h-6 px-2 text-xs" onPress={() => copyAll(text)}>
          Copy all
        </Button>
      </Note>
    </>
  );
}

const Note = ({ children }: { readonly children: React.ReactNode }) => (
  <p className="pointer-events-none absolute right-2 bottom-2 flex max-w-[calc(100%-1rem)] items-center gap-2 rounded-md border border-line bg-raised px-2 py-1 text-xs text-ink-2">
    {children}
  </p>
);

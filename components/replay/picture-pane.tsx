'use client';
import { useEffect, useState } from 'react';
import type { ScreenPicture } from '../../lib/contract/replay.ts';
import { pictureAddress } from '../data/recordings.ts';
import type { Player } from './player.ts';
import { usePlayerState } from './use-player.ts';

/** The picture of the display at the player's time. */
function usePicture(player: Player): ScreenPicture | null {
  const [picture, setPicture] = useState<ScreenPicture | null>(null);
  useEffect(() => player.paint((time) => setPicture(player.boot.pictureAt(time))), [player]);
  return picture;
}

/** As of a revision: a recording grows. */
const picturesOf = ({ boot }: Player, _revision: number): readonly ScreenPicture[] => boot.pictures;

/** What the display showed. */
export function PicturePane({ player }: { readonly player: Player }) {
  const picture = usePicture(player);
  const { node, number } = player.boot;
  const { revision } = usePlayerState(player);
  const pictures = picturesOf(player, revision);
  const next = picture === null ? pictures[0] : pictures[pictures.indexOf(picture) + 1];
  // Ready before it is needed.
  useEffect(() => {
    if (next) new Image().src = pictureAddress(node, number, next.picture);
  }, [node, number, next]);
  return (
    <section aria-label="Replay of the display" className="flex h-full min-h-0 min-w-0 flex-col bg-sunken">
      <p className="flex h-6 shrink-0 items-center gap-2 border-b border-line bg-panel px-2 text-xs text-ink-2">
        Display
        <span className="truncate text-ink-3">
          {pictures.length === 0
            ? 'no pictures were recorded'
            : `picture ${picture === null ? 0 : pictures.indexOf(picture) + 1} of ${pictures.length}`}
        </span>
      </p>
      <div className="flex min-h-0 flex-1 items-center justify-center p-1">
        {picture !== null && (
          <img
            src={pictureAddress(node, number, picture.picture)}
            alt={`Display ${(picture.at / 1000).toFixed(1)} s after the power-on`}
            className="max-h-full max-w-full object-contain"
          />
        )}
      </div>
    </section>
  );
}

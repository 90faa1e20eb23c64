import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react';
import { Player, type PlayerState } from './player.ts';
import { RecordedBoot } from './recorded-boot.ts';

/** Where a replay begins: at a time, with a stage, or, for a boot that goes on, now. */
export interface Start {
  /** Seconds since the boot began. */
  readonly seconds: number | null;
  readonly stage: string | null;
  /** Another number: it is asked for again. */
  readonly asked: number;
}

interface Opened {
  readonly player: Player | null;
  readonly error: Error | null;
}

function startOf(boot: RecordedBoot, { seconds, stage }: Pick<Start, 'seconds' | 'stage'>): number | null {
  if (seconds !== null) return seconds * 1000;
  const chapter = boot.chapters.find((each) => each.stage === stage);
  return chapter?.at ?? null;
}

/** The player of a boot, once what was recorded is there; `turn` opens it again. */
export function usePlayer(node: string, number: number, start: Start, turn: number): Opened {
  const [opened, setOpened] = useState<Opened>({ player: null, error: null });
  const { seconds, stage, asked } = start;
  const begin = useEffectEvent((boot: RecordedBoot) => startOf(boot, start));
  useEffect(() => {
    const leaving = new AbortController();
    let player: Player | undefined;
    RecordedBoot.open(node, number, leaving.signal).then(
      (boot) => {
        if (leaving.signal.aborted) return;
        const at = begin(boot);
        boot.prepare(at ?? (boot.live ? boot.duration : 0));
        player = new Player(boot, at ?? 0);
        player.open();
        if (at === null && boot.live) player.goLive();
        setOpened({ player, error: null });
      },
      (error: unknown) => {
        if (!leaving.signal.aborted)
          setOpened({ player: null, error: error instanceof Error ? error : new Error(String(error)) });
      },
    );
    return () => {
      leaving.abort();
      player?.close();
    };
  }, [node, number, turn]);
  // Another moment of what is shown already: nothing has to be read for it again.
  const move = useEffectEvent(() => {
    const { player } = opened;
    const at = player === null ? null : startOf(player.boot, start);
    if (at !== null) player?.seek(at);
  });
  useEffect(() => move(), [seconds, stage, asked]);
  return opened;
}

export const usePlayerState = (player: Player): PlayerState =>
  useSyncExternalStore(player.subscribe, player.snapshot, player.snapshot);

'use client';
import { useRef, useState, type ReactNode } from 'react';
import { Group, Panel } from 'react-resizable-panels';
import type { Hit } from './output-lines.ts';
import { Divider } from '../console/panes.tsx';
import { usePreference } from '../data/preference.ts';
import { useMedia } from '../ui/media.ts';
import { Problem } from '../ui/problem.tsx';
import { Controls, type Ports } from './controls.tsx';
import { PicturePane } from './picture-pane.tsx';
import type { Player } from './player.ts';
import { useReplayKeys } from './replay-keys.ts';
import { ReplaySearch } from './replay-search.tsx';
import { SeekBar } from './seek-bar.tsx';
import { TerminalPane } from './terminal-pane.tsx';
import { usePlayer, usePlayerState, type Start } from './use-player.ts';

const NARROW = '(max-width: 820px)';

interface ReplayProps {
  readonly node: string;
  readonly boot: number;
  readonly start: Start;
  /** The port that is shown first. */
  readonly port: number;
}

/** A boot, past or going on, on one timeline: serial ports and display in step. It sends nothing to the machine. */
export function Replay({ node, boot, start, port }: ReplayProps) {
  const [turn, setTurn] = useState(0);
  const { player, error } = usePlayer(node, boot, start, turn);
  if (error !== null)
    return (
      <div className="p-4">
        <Problem error={error} retry={() => setTurn(turn + 1)} />
      </div>
    );
  if (player === null)
    return (
      <div role="status" className="grid min-h-0 flex-1 place-items-center bg-terminal text-sm text-ink-3">
        Loading the recording
      </div>
    );
  return <Shown player={player} port={port} />;
}

/** The address of the page at a time of the recording, which shows what is there by then. */
function linkTo(player: Player, milliseconds: number, ports: Ports): string {
  const address = new URL(window.location.pathname, window.location.href);
  const query = {
    ...{ tab: 'boots', boot: player.boot.number, view: 'replay', t: Math.ceil(milliseconds) / 1000 },
    ...(ports === '1' ? { port: 1 } : {}),
  };
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, String(value));
  return address.href;
}

function Shown({ player, port }: { readonly player: Player; readonly port: number }) {
  const all = useRef<HTMLDivElement>(null);
  const [ports, setPorts] = useState<Ports>(() => firstPorts(player, port));
  const [showsScreen, showScreen] = useScreenShown(player);
  const [hits, setHits] = useState<readonly Hit[] | null>(null);
  const [marked, setMarked] = useState<{ readonly text: string; readonly turn: number } | null>(null);
  const fullScreen = (): void => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void all.current?.requestFullscreen().catch(() => undefined);
  };
  const search = (): void => setHits(hits === null ? [] : null);
  const goTo = (hit: Hit | null, text: string): void => {
    if (hit !== null) {
      player.pause();
      player.seek(hit.at);
      if (ports !== 'both') setPorts(hit.port === 0 ? '0' : '1');
    }
    setMarked((before) => ({ text: hit === null ? '' : text, turn: (before?.turn ?? 0) + 1 }));
  };
  useReplayKeys({ player, onFullScreen: fullScreen, onSearch: () => setHits(hits ?? []) });
  return (
    <div ref={all} className="flex min-h-0 flex-1 flex-col border-t border-line bg-panel">
      {hits !== null && (
        <ReplaySearch
          find={(text) => player.boot.find(text)}
          onHits={setHits}
          onHit={goTo}
          onClose={() => {
            setHits(null);
            goTo(null, '');
          }}
        />
      )}
      <Panes
        screen={showsScreen ? <PicturePane player={player} /> : null}
        terminals={player.boot.ports
          .filter((each) => ports === 'both' || String(each.port) === ports)
          .map((each) => (
            <TerminalPane key={each.port} player={player} port={each} marked={marked} />
          ))}
      />
      <Trouble player={player} />
      <div className="shrink-0 border-t border-line">
        <SeekBar player={player} hits={hits ?? []} />
        <Controls
          {...{ player, ports, onPorts: setPorts }}
          showsScreen={showsScreen}
          onScreen={() => showScreen(!showsScreen)}
          searching={hits !== null}
          onSearch={search}
          onFullScreen={fullScreen}
          linkTo={(time) => linkTo(player, time, ports)}
        />
      </div>
    </div>
  );
}

/** Whether the display is shown. Without a picture its room is the terminal's, unless somebody asks for it. */
function useScreenShown({ boot }: Player): readonly [boolean, (shown: boolean) => void] {
  const [wish, setWish] = usePreference('replay.screen', 'shown');
  const [asked, setAsked] = useState(false);
  const show = (shown: boolean): void => {
    setWish(shown ? 'shown' : 'hidden');
    setAsked(shown);
  };
  return [wish === 'shown' && (asked || boot.live || boot.pictures.length > 0), show];
}

/** Why output is not there yet. */
function Trouble({ player }: { readonly player: Player }) {
  const { trouble } = usePlayerState(player);
  if (trouble === null) return null;
  return (
    <p role="status" className="shrink-0 border-t border-line bg-panel px-3 py-1 text-xs text-warn">
      Output could not be loaded and is asked for again: {trouble}
    </p>
  );
}

/** The one that was asked for, unless only the other one said anything. */
function firstPorts({ boot: { ports } }: Player, port: number): Ports {
  const [wanted, other] = [ports[port], ports[1 - port]];
  const isSilent = wanted?.length === 0 && (other?.length ?? 0) > 0;
  return (isSilent ? 1 - port : port) === 0 ? '0' : '1';
}

interface PanesProps {
  readonly terminals: readonly ReactNode[];
  readonly screen: ReactNode;
}

/** Beside each other, or one over the other where that is too narrow. */
function Panes({ terminals, screen }: PanesProps) {
  const orientation = useMedia(NARROW) ? 'vertical' : 'horizontal';
  const serial = <div className="grid h-full min-h-0 auto-rows-fr gap-px bg-line">{terminals}</div>;
  if (screen === null) return <div className="min-h-0 flex-1">{serial}</div>;
  return (
    <Group key={orientation} orientation={orientation} className="min-h-0 flex-1">
      <Panel id="replay-serial" minSize="20%" defaultSize="62%">
        {serial}
      </Panel>
      <Divider label="Divider between serial ports and display" orientation={orientation} />
      <Panel id="replay-screen" minSize="15%">
        {screen}
      </Panel>
    </Group>
  );
}

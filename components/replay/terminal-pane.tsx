'use client';
import '@xterm/xterm/css/xterm.css';
import { useEffect, useRef, useState } from 'react';
import type { RecordedPort } from './recorded-port.ts';
import { shownTheme, useShownTheme } from '../data/theme.ts';
import type { Player } from './player.ts';
import { ReplayTerminal } from './replay-terminal.ts';
import { usePlayerState } from './use-player.ts';

const DECORATIONS = {
  matchBackground: '#6b5a1e',
  activeMatchBackground: '#c98a12',
  matchOverviewRuler: '#c98a12',
  activeMatchColorOverviewRuler: '#c98a12',
} as const;

const TIMING: Readonly<Record<RecordedPort['timing'], string | null>> = {
  recorded: null,
  'in part': 'some times are missing',
  none: 'no times were recorded: played at 115,200 baud',
};

/** As of a revision: a recording grows. */
const factsOf = (port: RecordedPort, _revision: number) => ({
  isEmpty: port.length === 0,
  note: TIMING[port.timing],
});

interface TerminalPaneProps {
  readonly player: Player;
  readonly port: RecordedPort;
  /** What was searched for, and found last. */
  readonly marked: { readonly text: string; readonly turn: number } | null;
}

/** Makes the terminal, as large as its element is. */
function useTerminal(port: RecordedPort, box: React.RefObject<HTMLDivElement | null>): ReplayTerminal | null {
  const [terminal, setTerminal] = useState<ReplayTerminal | null>(null);
  const theme = useShownTheme();
  useEffect(() => {
    const parent = box.current;
    if (!parent) return undefined;
    let made: ReplayTerminal | undefined;
    let left = false;
    const fit = (): void => made?.fit(parent.clientWidth, parent.clientHeight);
    const resized = new ResizeObserver(fit);
    // The width of a character is measured once: the font has to be loaded.
    void document.fonts.load('13px "JetBrains Mono Variable"').finally(() => {
      if (left) return;
      made = new ReplayTerminal(port, shownTheme());
      made.terminal.open(parent);
      fit();
      resized.observe(parent);
      setTerminal(made);
    });
    return () => {
      left = true;
      resized.disconnect();
      made?.dispose();
      setTerminal(null);
    };
  }, [port, box]);
  useEffect(() => terminal?.setTheme(theme), [terminal, theme]);
  return terminal;
}

/** What a serial port had sent by the player's time. */
export function TerminalPane({ player, port, marked }: TerminalPaneProps) {
  const box = useRef<HTMLDivElement>(null);
  const terminal = useTerminal(port, box);
  const { revision } = usePlayerState(player);
  useEffect(() => {
    if (terminal === null) return undefined;
    return player.paint((time) => void terminal.show(time));
  }, [terminal, player]);
  useEffect(() => terminal?.grown(), [terminal, revision]);
  useEffect(() => {
    if (terminal === null || marked === null) return;
    const { time } = player.snapshot();
    void terminal.show(time).then(() => {
      terminal.search.clearDecorations();
      // The hit is the last one of what is there by then.
      if (marked.text !== '') terminal.search.findPrevious(marked.text, { decorations: DECORATIONS });
    });
  }, [terminal, player, marked]);
  const { isEmpty, note } = factsOf(port, revision);
  return (
    <section
      aria-label={`Replay of ttyS${port.port}`}
      className="flex h-full min-h-0 min-w-0 flex-col bg-terminal"
    >
      <p className="flex h-6 shrink-0 items-center gap-2 border-b border-line bg-panel px-2 text-xs text-ink-2">
        <span className="font-mono">ttyS{port.port}</span>
        {isEmpty && <span className="text-ink-3">nothing was recorded</span>}
        {note !== null && !isEmpty && <span className="truncate text-warn">{note}</span>}
      </p>
      <div ref={box} className="min-h-0 flex-1 overflow-hidden pl-1" />
    </section>
  );
}

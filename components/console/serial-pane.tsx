'use client';
import dynamic from 'next/dynamic';
import { isExitChord, ExitTarget, ExitHint } from './terminal-exit.tsx';
import { PaneBar } from './panes.tsx';
import '@xterm/xterm/css/xterm.css';
import { useEffect, useEffectEvent, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import ArrowDown from 'lucide-react/icons/arrow-down-to-line';
import Copy from 'lucide-react/icons/copy';
import Command from 'lucide-react/icons/command';
import Keyboard from 'lucide-react/icons/keyboard';
import KeyboardOff from 'lucide-react/icons/keyboard-off';
import Search from 'lucide-react/icons/search';
import type { InputRefusal } from '../../lib/contract/node.ts';
import { useMaySave } from '../data/guest.ts';
import { IconButton } from '../ui/button.tsx';
import { clipboardKey, copySelection, usePasteQuestion } from './clipboard-keys.ts';
import { DriverBar } from './driver-bar.tsx';
import { EarlierOutput } from './earlier-output.tsx';
import { useFullScreen } from './full-screen.ts';
import { InputRefused } from './input-refused.tsx';
import { PasteQuestion } from './paste-question.tsx';
import { copyText } from '../ui/clipboard.ts';
import { toast } from '../ui/toast-queue.ts';
import { ReadAloud } from './read-aloud.tsx';
import { GUTTER, TIMES } from './gutter.ts';
import { usePreference } from '../data/preference.ts';
import { SearchBar } from './search-bar.tsx';
import { SerialStatus, Silence } from './serial-status.tsx';
import type { SerialView, SerialSource } from './serial-view.ts';
import { PALETTES } from './palettes.ts';
import { SerialMenu, type SerialMenuProps } from './serial-menu.tsx';
import { useTerminalTheme } from './terminal-theme.ts';
import { PastedTyping } from './pasted-typing.tsx';
import { useView } from './use-view.ts';

/** What can be opened below the bar of a pane. */
type Bar = 'keys' | 'search';

// Few need it.
const TimeGutter = dynamic(async () => (await import('./time-gutter.tsx')).TimeGutter);
const KeyBar = dynamic(async () => (await import('./key-bar.tsx')).KeyBar);

export interface Reveal {
  readonly port: number;
  readonly offset: number;
  readonly line: string;
  /** A counter, so that the same source can be requested again. */
  readonly turn: number;
}

interface SerialPaneProps {
  readonly source: SerialSource;
  readonly nodeName: string;
  readonly bootNumber: number | null;
  /** The position in the log to show. */
  readonly reveal: Reveal | null;
  readonly mayWrite: boolean;
  /** What the node waits for; null when it waits for nothing. */
  readonly waiting?: string | null;
  /** Why nothing can be typed into the port; absent while it can. */
  readonly refusal?: InputRefusal | undefined;
  /** Whether its output is kept in a log, which can be downloaded. */
  readonly kept?: boolean;
  /** It has a window of its own already. */
  readonly ownWindow?: boolean;
  /** The start of the pane's bar: the choice of port. */
  readonly title: ReactNode;
  /** The end of the pane's bar. */
  readonly extra?: ReactNode;
}

function useFollowing(view: SerialView | null): boolean {
  return useSyncExternalStore(
    (listener) => {
      if (!view) return () => undefined;
      const watched = [view.terminal.onScroll(listener), view.terminal.onWriteParsed(listener)];
      const dom = view.terminal.element;
      dom?.addEventListener('wheel', listener, { passive: true });
      return () => {
        for (const one of watched) one.dispose();
        dom?.removeEventListener('wheel', listener);
      };
    },
    () => view?.following ?? true,
    () => true,
  );
}

/** Every key goes to the guest except clipboard keys, Ctrl-F, and the chord that moves to the element returned. */
function useOwnKeys(
  view: SerialView | null,
  search: () => void,
): React.RefObject<HTMLParagraphElement | null> {
  const exit = useRef<HTMLParagraphElement>(null);
  const onSearch = useEffectEvent(search);
  useEffect(() => {
    view?.terminal.attachCustomKeyEventHandler((event) => {
      if (event.type !== 'keydown') return true;
      const meant = clipboardKey(event, view.terminal.hasSelection());
      // The browser raises a separate paste event.
      if (meant === 'paste') return false;
      if (meant === 'copy') copySelection(view);
      else if (isExitChord(event)) exit.current?.focus();
      else if (event.ctrlKey && event.key.toLowerCase() === 'f') onSearch();
      else return true;
      event.preventDefault();
      return false;
    });
  }, [view]);
  return exit;
}

export function SerialPane(props: SerialPaneProps) {
  const { source, bootNumber, reveal, mayWrite, waiting = null, refusal, title, extra, kept = true } = props;
  const box = useRef<HTMLDivElement>(null);
  const maySave = useMaySave();
  const view = useView(source, box);
  const following = useFollowing(view);
  const never = bootNumber === null;
  const [open, setOpen] = useState<readonly Bar[]>([]);
  const toggle = (bar: Bar): void =>
    setOpen(open.includes(bar) ? open.filter((one) => one !== bar) : [...open, bar]);
  const [full, toggleFull] = useFullScreen();
  const timed = usePreference(TIMES, 'off')[0] === 'on' && kept && maySave && bootNumber !== null;
  const shownBoot = source.boot ?? bootNumber;
  const { background } = PALETTES[useTerminalTheme().shown];
  useEffect(() => {
    if (view && reveal?.port === source.port) view.reveal(reveal.offset, reveal.line);
  }, [view, reveal, source.port]);
  const leave = useOwnKeys(view, () => setOpen([...open, 'search']));
  const question = usePasteQuestion(view, box);
  return (
    <section
      aria-label={`Serial console ttyS${source.port}`}
      className={`group/pane flex min-h-0 flex-col bg-terminal ${full ? 'fixed inset-0 z-30' : 'h-full'}`}
    >
      <PaneBar title={title}>
        {view && <SerialStatus session={view.session} never={never} />}
        <ExitHint />
        <span className="ml-auto" />
        {view && <Tools {...{ props, view, open, toggle }} fullScreen={{ on: full, toggle: toggleFull }} />}
        {extra}
      </PaneBar>
      {source.boot === null && <DriverBar node={source.node} console={`ttyS${source.port}`} />}
      {view && mayWrite && refusal && <InputRefused view={view} refusal={refusal} />}
      {open.includes('keys') && view && <KeyBar view={view} onClose={() => toggle('keys')} />}
      {open.includes('search') && view && <SearchBar view={view} onClose={() => toggle('search')} />}
      <div className="relative min-h-0 flex-1" style={{ background }}>
        <ReadAloud />
        {timed && view && shownBoot !== null && (
          <TimeGutter {...{ view, node: source.node, port: source.port, boot: shownBoot }} />
        )}
        <div ref={box} className="absolute inset-0 overflow-hidden" style={{ left: timed ? GUTTER : 0 }} />
        <ExitTarget ref={leave} />
        {view && <Silence view={view} never={never} waiting={waiting} />}
        {view && <EarlierOutput view={view} />}
        {!following && view && <Paused view={view} />}
        {question.pending !== null && (
          <PasteQuestion text={question.pending} onPaste={question.paste} onClose={question.close} />
        )}
        {question.typing && <PastedTyping {...question.typing} />}
      </div>
    </section>
  );
}

interface ToolsProps {
  readonly props: SerialPaneProps;
  readonly view: SerialView;
  readonly fullScreen: SerialMenuProps['fullScreen'];
  readonly open: readonly Bar[];
  readonly toggle: (bar: Bar) => void;
}

/** The buttons in the bar of a pane. */
function Tools({ props, view, fullScreen, open, toggle }: ToolsProps) {
  const { source, nodeName, bootNumber, mayWrite, refusal, kept = true, ownWindow = false } = props;
  const maySave = useMaySave();
  const takesInput = source.boot === null && mayWrite && !refusal;
  return (
    <>
      {takesInput && (
        <IconButton
          label="Special keys and texts"
          active={open.includes('keys')}
          onPress={() => toggle('keys')}
        >
          <Command size={14} />
        </IconButton>
      )}
      <IconButton label="Search (Ctrl-F)" active={open.includes('search')} onPress={() => toggle('search')}>
        <Search size={14} />
      </IconButton>
      <IconButton label="Copy selection or everything" onPress={() => copy(view)}>
        <Copy size={14} />
      </IconButton>
      {takesInput && <WriteSwitch view={view} />}
      <SerialMenu
        {...{ view, source, nodeName, bootNumber, maySave, fullScreen }}
        kept={kept && maySave}
        popsOut={kept && maySave && source.boot === null && !ownWindow}
      />
    </>
  );
}

function Paused({ view }: { readonly view: SerialView }) {
  return (
    <button
      type="button"
      onClick={() => view.terminal.scrollToBottom()}
      className="animate-rise absolute right-4 bottom-3 flex items-center gap-1.5 rounded-full border border-line-strong bg-raised px-3 py-1 text-xs shadow-float hover:bg-hover"
    >
      <ArrowDown size={13} /> Scroll to the newest line
    </button>
  );
}

function copy(view: SerialView): void {
  const { terminal } = view;
  const chosen = terminal.getSelection();
  if (chosen === '') terminal.selectAll();
  const text = terminal.getSelection();
  if (chosen === '') terminal.clearSelection();
  void copyText(text).then((copied) => {
    if (copied) toast('good', chosen === '' ? 'Console copied' : 'Selection copied');
  });
}

function WriteSwitch({ view }: { readonly view: SerialView }) {
  const { mode } = useSyncExternalStore(view.session.subscribe, view.session.snapshot, view.session.snapshot);
  const reading = mode === 'read';
  return (
    <IconButton
      label={reading ? 'Read-only: allow typing' : 'Typing enabled: make read-only'}
      active={!reading}
      onPress={() => view.session.setMode(reading ? 'write' : 'read')}
    >
      {reading ? <KeyboardOff size={14} /> : <Keyboard size={14} />}
    </IconButton>
  );
}

'use client';
import ALargeSmall from 'lucide-react/icons/a-large-small';
import AppWindow from 'lucide-react/icons/app-window';
import Clock from 'lucide-react/icons/clock';
import Download from 'lucide-react/icons/download';
import Ear from 'lucide-react/icons/ear';
import Ellipsis from 'lucide-react/icons/ellipsis';
import Eraser from 'lucide-react/icons/eraser';
import History from 'lucide-react/icons/history';
import Maximize from 'lucide-react/icons/maximize';
import Palette from 'lucide-react/icons/palette';
import ScanText from 'lucide-react/icons/scan-text';
import { logAddress } from '../data/hooks.ts';
import { replayDownloads } from '../data/recordings.ts';
import { usePreference } from '../data/preference.ts';
import { IconButton } from '../ui/button.tsx';
import { download } from '../ui/download.ts';
import { Menu } from '../ui/menu.tsx';
import type { MenuEntry } from '../ui/menu-popover.tsx';
import { TIMES } from './gutter.ts';
import { useFontSize } from './font-size.ts';
import { SCREEN_READER } from './read-aloud.tsx';
import type { SerialSource, SerialView } from './serial-view.ts';
import { useTerminalTheme } from './terminal-theme.ts';

export interface SerialMenuProps {
  readonly view: SerialView;
  readonly source: SerialSource;
  readonly nodeName: string;
  readonly bootNumber: number | null;
  /** Whether its output is kept in a log that this user may have. */
  readonly kept: boolean;
  /** Whether this user may save what is shown. */
  readonly maySave: boolean;
  readonly fullScreen: { readonly on: boolean; readonly toggle: () => void };
  /** Whether it can be opened in a window of its own. */
  readonly popsOut: boolean;
}

const SIZE = 15;

/** Saves what the terminal has, as text. */
function saveText({ terminal }: SerialView, name: string): void {
  const { active } = terminal.buffer;
  let text = '';
  for (let row = 0; row < active.length; row += 1) {
    const line = active.getLine(row);
    if (row > 0 && line?.isWrapped !== true) text += '\n';
    text += line?.translateToString(active.getLine(row + 1)?.isWrapped !== true) ?? '';
  }
  const address = URL.createObjectURL(new Blob([`${text.trimEnd()}\n`], { type: 'text/plain' }));
  download(address, name);
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function downloads({ view, source, nodeName, bootNumber, kept, maySave }: SerialMenuProps): MenuEntry[] {
  if (!maySave) return [];
  const { node, port } = source;
  const boot = bootNumber;
  const icon = <Download size={SIZE} />;
  const name = `${nodeName}${boot === null ? '' : `-boot${boot}`}-ttyS${port}`;
  const text: MenuEntry = {
    ...{ id: 'text', label: 'Save what is here as text', icon: <ScanText size={SIZE} /> },
    act: () => saveText(view, `${name}.txt`),
  };
  if (!kept || boot === null) return [text];
  return [
    {
      ...{ id: 'log', label: 'Download the log, byte for byte', icon },
      act: () => download(logAddress(node, boot, port), `${name}.log`),
    },
    {
      ...{ id: 'cast', label: 'Download as asciicast', icon },
      act: () => download(replayDownloads(node, boot).cast(port)),
    },
    text,
  ];
}

/** How it looks; each a preference of this browser. */
function useLooks({ kept, bootNumber }: SerialMenuProps): MenuEntry[] {
  const theme = useTerminalTheme();
  const font = useFontSize();
  const [timed, setTimed] = usePreference(TIMES, 'off');
  const [readAloud, setReadAloud] = usePreference(SCREEN_READER, 'off');
  const times: MenuEntry = {
    ...{ id: 'times', label: `Times beside the lines: ${timed}`, icon: <Clock size={SIZE} /> },
    act: () => setTimed(timed === 'on' ? 'off' : 'on'),
  };
  return [
    ...(kept && bootNumber !== null ? [times] : []),
    { id: 'size', label: `Font size: ${font.words}`, icon: <ALargeSmall size={SIZE} />, act: font.next },
    {
      id: 'theme',
      label: `Colours: ${THEMES[theme.chosen]}`,
      icon: <Palette size={SIZE} />,
      act: theme.next,
    },
    {
      ...{ id: 'read', label: `Text for screen readers: ${readAloud}`, icon: <Ear size={SIZE} /> },
      act: () => setReadAloud(readAloud === 'on' ? 'off' : 'on'),
    },
  ];
}

function places({ view, source, bootNumber, fullScreen, popsOut }: SerialMenuProps): MenuEntry[] {
  const before = source.boot === null && bootNumber !== null && bootNumber > 1 ? bootNumber - 1 : null;
  const earlier: MenuEntry = {
    ...{ id: 'earlier', label: `Show from boot ${before} on`, icon: <History size={SIZE} /> },
    act: () => view.showAll(before ?? undefined),
  };
  const window: MenuEntry = {
    ...{ id: 'window', label: 'Open in a window of its own', icon: <AppWindow size={SIZE} /> },
    act: () => popOut(source),
  };
  return [
    {
      ...{ id: 'clear', label: 'Clear what is here', icon: <Eraser size={SIZE} /> },
      act: () => view.terminal.clear(),
    },
    ...(before === null ? [] : [earlier]),
    {
      ...{
        id: 'full',
        label: fullScreen.on ? 'Leave full screen' : 'Full screen',
        icon: <Maximize size={SIZE} />,
      },
      act: fullScreen.toggle,
    },
    ...(popsOut ? [window] : []),
  ];
}

/** What is rarely done with a serial console. */
export function SerialMenu(props: SerialMenuProps) {
  const looks = useLooks(props);
  return (
    <Menu
      label="More about this console"
      trigger={
        <IconButton label="More about this console">
          <Ellipsis size={15} />
        </IconButton>
      }
      entries={[...downloads(props), ...places(props), ...looks]}
    />
  );
}

const THEMES = { page: 'as the page', dark: 'dark', light: 'light' } as const;

function popOut({ node, port }: SerialSource): void {
  window.open(
    `/nodes/${encodeURIComponent(node)}/console?port=${port}`,
    '_blank',
    'popup,width=900,height=560',
  );
}

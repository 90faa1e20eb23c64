'use client';
import { useEffect, useMemo, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useRouter } from 'next/navigation';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import Archive from 'lucide-react/icons/archive';
import Moon from 'lucide-react/icons/moon';
import Plus from 'lucide-react/icons/plus';
import Power from 'lucide-react/icons/power';
import Search from 'lucide-react/icons/search';
import Terminal from 'lucide-react/icons/square-terminal';
import { type Node } from '../../lib/contract/node.ts';
import { useHosts, useMayWrite, useNodes, usePower } from '../data/hooks.ts';
import { setTheme, shownTheme } from '../data/theme.ts';
import { StageMark } from '../timeline/stage-mark.tsx';
import { classes } from '../ui/classes.ts';
import { toast } from '../ui/toast-queue.ts';
import { nodeCommands, search, type NodeCommand } from './commands.ts';
import { PLACES } from './places.tsx';

interface Command {
  readonly id: string;
  readonly title: string;
  readonly meta: string;
  readonly icon: ReactNode;
  readonly act: () => void;
}

const MOST = 12;

interface PaletteProps {
  readonly open: boolean;
  readonly setOpen: (open: boolean) => void;
}

/** Ctrl-K: every page, every node by name, serial, UUID or address with what can be done to it, and the commands. */
export function CommandPalette({ open, setOpen }: PaletteProps) {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      // In a terminal Ctrl-K belongs to the guest.
      if (event.target instanceof Element && event.target.closest('.xterm') !== null) return;
      event.preventDefault();
      setOpen(true);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [setOpen]);
  return (
    <ModalOverlay
      isOpen={open}
      onOpenChange={setOpen}
      isDismissable
      className="fixed inset-0 z-50 flex items-start justify-center bg-black/45 p-3 pt-[12vh]"
    >
      <Modal className="animate-rise w-full max-w-xl overflow-hidden rounded-lg border border-line-strong bg-raised shadow-float">
        <AriaDialog aria-label="Search and commands" className="outline-none">
          <Palette close={() => setOpen(false)} />
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

const ICONS: Readonly<Record<NodeCommand['deed']['kind'], (node: Node) => ReactNode>> = {
  open: (node) => <StageMark node={node} />,
  console: () => <Terminal size={15} />,
  power: () => <Power size={15} />,
};

type Searched = Command & { readonly text: string };

function useCommands(close: () => void): readonly Searched[] {
  const router = useRouter();
  const { data: nodes } = useNodes();
  const { data: hosts } = useHosts();
  const mayWrite = useMayWrite();
  const { mutate: power } = usePower();
  return useMemo(() => {
    const go = (path: string) => () => {
      close();
      router.push(path);
    };
    const act = ({ deed, node }: NodeCommand): (() => void) => {
      if (deed.kind !== 'power')
        return go(`/nodes/${node.id}${deed.kind === 'console' ? '?tab=console' : ''}`);
      return () => {
        close();
        power(
          { id: node.id, action: deed.action },
          { onError: (error) => toast('bad', node.name, error.message) },
        );
      };
    };
    const machines = nodeCommands(nodes ?? [], mayWrite).map((command) => ({
      id: command.id,
      title: command.title,
      meta: command.node.serial,
      icon: ICONS[command.deed.kind](command.node),
      text: `${command.node.uuid} ${command.node.address ?? ''} ${command.node.mac}`,
      act: act(command),
    }));
    const places = (hosts ?? []).map((host) => ({
      id: `host ${host.name}`,
      title: host.name,
      meta: 'Host',
      icon: null,
      text: host.uri,
      act: go(`/hosts/${encodeURIComponent(host.name)}`),
    }));
    return [...fixedCommands(go, close, mayWrite), ...machines, ...places];
  }, [nodes, hosts, mayWrite, close, router, power]);
}

function fixedCommands(
  go: (path: string) => () => void,
  close: () => void,
  mayWrite: boolean,
): readonly Searched[] {
  const command = (id: string, title: string, icon: ReactNode, text: string, act: () => void): Searched => ({
    id,
    title,
    meta: 'Command',
    icon,
    text,
    act,
  });
  const switchTheme = (): void => {
    setTheme(shownTheme() === 'dark' ? 'light' : 'dark');
    close();
  };
  return [
    ...(mayWrite ? [command('create', 'Create nodes', <Plus size={15} />, 'new', go('/?create=1'))] : []),
    ...PLACES.map(({ path, title, icon }) => ({
      id: path,
      title,
      meta: 'Page',
      icon,
      text: '',
      act: go(path),
    })),
    {
      ...command('deleted', 'Deleted nodes', <Archive size={15} />, 'past logs gone', go('/?show=deleted')),
      meta: 'History',
    },
    command('theme', 'Switch between light and dark', <Moon size={15} />, 'theme', switchTheme),
  ];
}

function Palette({ close }: { readonly close: () => void }) {
  const [query, setQuery] = useState('');
  const [index, setIndex] = useState(0);
  const commands = useCommands(close);
  const found = search(commands, query, MOST);
  const chosen = Math.min(index, found.length - 1);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setIndex((chosen + step + found.length) % Math.max(1, found.length));
    }
    if (event.key === 'Enter') found[chosen]?.act();
  };
  return (
    <>
      <div className="flex items-center gap-2.5 border-b border-line px-3.5">
        <Search size={16} className="text-ink-3" />
        <input
          autoFocus
          role="combobox"
          aria-expanded
          aria-controls="commands"
          aria-activedescendant={found[chosen] ? `command-${chosen}` : undefined}
          aria-label="Search nodes, pages and commands"
          placeholder="Node name, serial, address, page or command: shut down …"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setIndex(0);
          }}
          onKeyDown={onKeyDown}
          className="h-11 w-full bg-transparent text-base outline-none placeholder:text-ink-3"
        />
      </div>
      <Found commands={found} chosen={chosen} onPoint={setIndex} />
      {found.length === 0 && <p className="px-4 pb-4 text-ink-3">No node, page or command matches.</p>}
    </>
  );
}

interface FoundProps {
  readonly commands: readonly Command[];
  readonly chosen: number;
  readonly onPoint: (position: number) => void;
}

function Found({ commands, chosen, onPoint }: FoundProps) {
  return (
    <ul id="commands" role="listbox" aria-label="Found" className="max-h-96 min-h-24 overflow-y-auto p-1.5">
      {commands.map((command, position) => (
        <li
          key={command.id}
          id={`command-${position}`}
          role="option"
          aria-selected={position === chosen}
          onClick={command.act}
          onPointerMove={() => onPoint(position)}
          className={classes(
            'flex h-9 cursor-default items-center gap-3 rounded-md px-2.5',
            position === chosen && 'bg-hover',
          )}
        >
          <span className="flex w-5 justify-center text-ink-3">{command.icon}</span>
          <span className="truncate">{command.title}</span>
          <span className="ml-auto truncate font-mono text-xs text-ink-3">{command.meta}</span>
        </li>
      ))}
    </ul>
  );
}

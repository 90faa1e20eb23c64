'use client';
import { NAVIGATION } from './navigation.tsx';
import { useMemo, useState, type ReactNode } from 'react';
import { useRouter } from 'next/navigation';
import { Autocomplete } from 'react-aria-components/Autocomplete';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Input } from 'react-aria-components/Input';
import { Menu, MenuItem } from 'react-aria-components/Menu';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { SearchField } from 'react-aria-components/SearchField';
import Archive from 'lucide-react/icons/archive';
import Moon from 'lucide-react/icons/moon';
import Plus from 'lucide-react/icons/plus';
import Projector from 'lucide-react/icons/projector';
import Power from 'lucide-react/icons/power';
import Search from 'lucide-react/icons/search';
import Terminal from 'lucide-react/icons/square-terminal';
import type { Node } from '../../lib/contract/node.ts';
import { useHosts, useNodes, usePower, useAllowed } from '../data/hooks.ts';
import { setTheme, shownTheme } from '../data/theme.ts';
import { present } from '../data/presenter.ts';
import { StageMark } from '../timeline/stage-mark.tsx';
import { toast } from '../ui/toast-queue.ts';
import { nodeCommands, search, type NodeCommand } from './commands.ts';

interface Command {
  readonly id: string;
  readonly title: string;
  readonly meta: string;
  readonly icon: ReactNode;
  readonly act: () => void;
}

const MOST = 12;

interface PaletteProps {
  readonly onClose: () => void;
}

/** Every page, every node by name, serial, UUID or address with what can be done to it, and the commands. */
export function CommandPalette({ onClose }: PaletteProps) {
  return (
    <ModalOverlay
      isOpen
      onOpenChange={onClose}
      isDismissable
      className="fixed inset-0 z-50 flex items-start justify-center bg-black/45 p-3 pt-[12vh]"
    >
      <Modal className="animate-rise w-full max-w-xl overflow-hidden rounded-lg border border-line-strong bg-raised shadow-float">
        <AriaDialog aria-label="Search and commands" className="outline-none">
          <Palette close={onClose} />
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
  const mayCreate = useAllowed('nodes.create');
  const mayControl = useAllowed('nodes.power');
  const mayAdd = useAllowed('orchestrators.write');
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
    const machines = nodeCommands(nodes ?? [], mayControl).map((command) => ({
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
    return [...fixedCommands(go, close, { mayCreate, mayAdd }), ...machines, ...places];
  }, [nodes, hosts, mayCreate, mayAdd, mayControl, close, router, power]);
}

function fixedCommands(
  go: (path: string) => () => void,
  close: () => void,
  { mayCreate, mayAdd }: { readonly mayCreate: boolean; readonly mayAdd: boolean },
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
    ...(mayCreate ? [command('create', 'Create nodes', <Plus size={15} />, 'new', go('/?create=1'))] : []),
    ...(mayAdd
      ? [command('add', 'Add orchestrator', <Plus size={15} />, 'new', go('/orchestrators/new'))]
      : []),
    ...NAVIGATION.map(({ path, title, icon }) => ({
      id: path,
      title,
      meta: 'Page',
      icon,
      text: '',
      act: go(path),
    })),
    {
      ...command('deleted', 'Deleted nodes', <Archive size={15} />, 'past logs gone', go('/?show=deleted')),
      meta: 'Page',
    },
    command(
      'present',
      'Present: big type, nothing secret, others may follow',
      <Projector size={15} />,
      'presenter demo',
      () => {
        close();
        present();
      },
    ),
    command('theme', 'Switch between light and dark', <Moon size={15} />, 'theme', switchTheme),
  ];
}

/** Shorter texts are in nearly every log. */
const SHORTEST = 3;

/** What was typed, in everything that serial ports printed. */
function useOutputSearch(query: string, close: () => void): readonly Searched[] {
  const router = useRouter();
  const typed = query.trim();
  if (typed.length < SHORTEST) return [];
  return [
    {
      id: 'serial output',
      title: `Search serial output for “${typed}”`,
      meta: 'All boots',
      icon: <Search size={15} />,
      text: '',
      act: () => {
        close();
        router.push(`/search?${new URLSearchParams({ q: typed }).toString()}`);
      },
    },
  ];
}

/** The field keeps the focus; arrow keys move through the results. */
function Palette({ close }: { readonly close: () => void }) {
  const [query, setQuery] = useState('');
  const found = [...search(useCommands(close), query, MOST), ...useOutputSearch(query, close)];
  return (
    <Autocomplete inputValue={query} onInputChange={setQuery}>
      <SearchField
        aria-label="Search nodes, pages and commands"
        autoFocus
        className="flex items-center gap-2.5 border-b border-line px-3.5"
      >
        <Search aria-hidden size={16} className="shrink-0 text-ink-3" />
        <Input
          placeholder="Search nodes, pages and commands"
          className="h-11 w-full bg-transparent text-base outline-none placeholder:text-ink-3"
        />
      </SearchField>
      <Menu
        aria-label="Results"
        items={found}
        className="max-h-96 min-h-24 overflow-y-auto p-1.5 outline-none"
        renderEmptyState={() => <p className="px-2.5 py-2 text-ink-3">No node, page or command matches.</p>}
      >
        {({ id, title, meta, icon, act }) => (
          <MenuItem
            key={id}
            id={id}
            textValue={title}
            onAction={act}
            className="flex h-9 cursor-default items-center gap-3 rounded-md px-2.5 outline-none data-focused:bg-hover"
          >
            <span className="flex w-5 justify-center text-ink-3">{icon}</span>
            <span className="truncate">{title}</span>
            <span className="ml-auto truncate text-xs text-ink-3">{meta}</span>
          </MenuItem>
        )}
      </Menu>
    </Autocomplete>
  );
}

'use client';
import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import type { ProjectHost, ProjectHostColumn } from '../../../lib/contract/project-host.ts';
import { provisioningOf, STANDING_TEXTS } from '../../../lib/domain/project-host.ts';
import type { HostsView } from '../../data/project-hosts.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Link } from '../../ui/link.tsx';
import { Age } from '../../ui/moment.tsx';
import { ScrollX } from '../../ui/page.tsx';
import { classes, TD, TH } from '../../ui/style.ts';

type Sorting = Pick<HostsView, 'sort' | 'order'>;
type Selected = ReadonlyMap<string, ProjectHost>;

interface HostsTableProps {
  readonly hosts: readonly ProjectHost[];
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
  /** Null: nothing can be selected. */
  readonly selected: Selected | null;
  readonly onSelect: (selected: Selected) => void;
}

const TONES: Readonly<Record<ProjectHost['standing'], string>> = {
  ours: 'bg-good-soft text-good',
  stale: 'bg-warn-soft text-warn',
  duplicate: 'bg-bad-soft text-bad',
  foreign: 'bg-sunken text-ink-2',
};

const COLUMNS: readonly (readonly [ProjectHostColumn, string, string])[] = [
  ['standing', 'Standing', ''],
  ['serial', 'Serial', ''],
  ['name', 'Name', ''],
  ['status', 'Status', ''],
  ['os', 'OS', 'max-xl:hidden'],
  ['created', 'Age', 'text-right'],
];

/** One row a host; the heading of a column sorts by it. */
export function HostsTable({ hosts, sorting, onSort, selected, onSelect }: HostsTableProps) {
  return (
    <ScrollX label="Hosts">
      <table className="stacked w-full">
        <thead>
          <tr className="border-b border-line">
            {selected && (
              <th className={`${TH} w-8 pr-0 pl-4`}>
                <span className="sr-only">Selected</span>
              </th>
            )}
            {COLUMNS.map(([id, title, className]) => (
              <Heading key={id} {...{ id, title, className, sorting, onSort }} />
            ))}
          </tr>
        </thead>
        <tbody>
          {hosts.map((host) => (
            <Row key={host.id} host={host} selected={selected} onSelect={onSelect} />
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}

interface HeadingProps extends Pick<HostsTableProps, 'sorting' | 'onSort'> {
  readonly id: ProjectHostColumn;
  readonly title: string;
  readonly className: string;
}

function Heading({ id, title, className, sorting, onSort }: HeadingProps) {
  const isSorted = sorting.sort === id;
  const next = isSorted && sorting.order === 'ascending' ? 'descending' : 'ascending';
  const Arrow = isSorted && sorting.order === 'descending' ? ArrowDown : ArrowUp;
  return (
    <th className={classes(TH, className)} aria-sort={isSorted ? sorting.order : 'none'}>
      <button
        type="button"
        className={classes('group inline-flex items-center gap-1 hover:text-ink', isSorted && 'text-ink')}
        onClick={() => onSort({ sort: id, order: next })}
      >
        {title}
        <Arrow
          aria-hidden
          size={12}
          className={isSorted ? '' : 'opacity-0 group-hover:opacity-50 group-focus-visible:opacity-50'}
        />
      </button>
    </th>
  );
}

/** A host of a node is removed with its node. */
const isRemovable = ({ standing, leaving }: ProjectHost): boolean => standing !== 'ours' && !leaving;

function Row({
  host,
  selected,
  onSelect,
}: Pick<HostsTableProps, 'selected' | 'onSelect'> & { readonly host: ProjectHost }) {
  const { id, name, serial, uuid, os, createdAt, standing } = host;
  const choose = (isSelected: boolean): void => {
    const next = new Map(selected ?? []);
    if (isSelected) next.set(id, host);
    else next.delete(id);
    onSelect(next);
  };
  return (
    <tr className="border-b border-line bg-panel hover:bg-hover">
      {selected && (
        <td className={`${TD} pr-0 pl-4`}>
          {isRemovable(host) && (
            <Checkbox aria-label={`Select ${serial || id}`} isSelected={selected.has(id)} onChange={choose} />
          )}
        </td>
      )}
      <td className={TD}>
        <span
          title={STANDING_TEXTS[standing]}
          className={`rounded-sm px-1.5 py-0.5 text-xs ${TONES[standing]}`}
        >
          {standing}
        </span>
      </td>
      <td className={`${TD} font-mono text-xs`} title={uuid === '' ? 'No UUID' : `UUID ${uuid}`}>
        {serial === '' ? <span className="text-ink-3">none</span> : serial}
      </td>
      <td className={`${TD} max-w-60 truncate`} title={`${name} (${id})`}>
        <Named host={host} />
      </td>
      <td data-whole className={`${TD} w-full min-w-48 py-1.5 whitespace-normal!`}>
        {provisioningOf(host) || <span className="text-ink-3">Nothing reported yet</span>}
        {host.clash !== null && <span className="block text-xs text-bad">{sentence(host.clash)}</span>}
      </td>
      <td className={`${TD} max-w-60 truncate max-xl:hidden`} title={os ?? undefined}>
        {os}
      </td>
      <td className={`${TD} pr-4 text-right text-ink-3`}>{createdAt !== null && <Age at={createdAt} />}</td>
    </tr>
  );
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

function Named({ host: { name, id, node } }: { readonly host: ProjectHost }) {
  if (node === null) return name || id;
  return (
    <Link href={`/nodes/${node.id}`} className="font-mono text-xs font-medium hover:underline">
      {node.name}
    </Link>
  );
}

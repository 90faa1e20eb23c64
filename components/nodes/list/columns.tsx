import type { Column } from '../../../lib/report/node-order.ts';
import { stageNote } from '../../../lib/report/node-status.ts';
import type { ReactNode, SyntheticEvent } from 'react';
import type { ColumnProps } from 'react-aria-components/Table';
import type { Node } from '../../../lib/contract/node.ts';
import { StateWord } from '../../timeline/stage-mark.tsx';
import { useMedia } from '../../ui/media.ts';
import { Age } from '../../ui/moment.tsx';
import { Labels, NodeLink, StageProgress } from '../cells.tsx';

export interface NodeColumn extends Pick<ColumnProps, 'width' | 'minWidth' | 'maxWidth'> {
  readonly id: Column | 'orchestrator';
  readonly title: string;
  readonly mono?: boolean;
  readonly cell: (node: Node, isHostConnected: boolean) => ReactNode;
}

const stop = (event: SyntheticEvent): void => event.stopPropagation();

const NONE = <span className="text-ink-3">–</span>;

const NAME: NodeColumn = {
  id: 'name',
  title: 'Name',
  width: '2fr',
  minWidth: 116,
  maxWidth: 320,
  cell: (node) => (
    // The row opens the node as well; one of them does.
    <span title={node.note === '' ? undefined : node.note}>
      <span onPointerDown={stop} onClick={stop}>
        <NodeLink node={node} />
      </span>
      <Labels labels={node.labels} />
    </span>
  ),
};
const STATE: NodeColumn = {
  id: 'state',
  title: 'State',
  width: 98,
  cell: (node, isHostConnected) => <StateWord state={node.state} known={isHostConnected} />,
};
const STAGE: NodeColumn = {
  id: 'stage',
  title: 'Stage',
  width: '3fr',
  minWidth: 240,
  cell: (node) => <StageProgress node={node} note={stageNote(node)} />,
};
const SERIAL: NodeColumn = {
  id: 'serial',
  title: 'Serial',
  width: 122,
  mono: true,
  cell: (node) => node.serial,
};
const ADDRESS: NodeColumn = {
  id: 'address',
  title: 'Address',
  width: 134,
  mono: true,
  cell: (node) => node.address ?? NONE,
};
const HOST: NodeColumn = { id: 'host', title: 'Host', width: 78, cell: (node) => node.host };
const OS: NodeColumn = {
  id: 'os',
  title: 'OS',
  width: 144,
  cell: ({ orchestratorView, template }) => (
    <span title={orchestratorView?.os ?? template}>{orchestratorView?.os ?? template}</span>
  ),
};
const ORCHESTRATOR: NodeColumn = {
  id: 'orchestrator',
  title: 'At the orchestrator',
  width: 248,
  mono: true,
  cell: ({ orchestratorView: view }) =>
    view === null ? (
      NONE
    ) : (
      <span title={`${view.hostId} ${view.instanceId ?? ''}`}>
        {view.hostId.slice(0, 13)}
        {view.instanceId !== null && <span className="text-ink-3"> · {view.instanceId.slice(0, 13)}</span>}
      </span>
    ),
};
const AGE: NodeColumn = {
  id: 'age',
  title: 'Age',
  width: 64,
  cell: (node) => (
    <span className="text-ink-3">
      <Age at={node.createdAt} />
    </span>
  ),
};

const NARROW = [NAME, STATE, STAGE, AGE];
const MEDIUM = [NAME, STATE, STAGE, SERIAL, ADDRESS, AGE];
const WIDE = [NAME, STATE, STAGE, SERIAL, ADDRESS, HOST, OS, AGE];
const WIDEST = [NAME, STATE, STAGE, SERIAL, ADDRESS, HOST, { ...OS, width: 176 }, ORCHESTRATOR, AGE];

/** All columns and, where they do not always have room, what hides them: for rows drawn before the width is known. */
export const DRAWN_AHEAD: readonly (readonly [NodeColumn, string])[] = [
  [NAME, ''],
  [STATE, ''],
  [STAGE, ''],
  [SERIAL, 'max-lg:hidden'],
  [ADDRESS, 'max-lg:hidden'],
  [HOST, 'max-xl:hidden'],
  [OS, 'max-xl:hidden 2xl:basis-44!'],
  [ORCHESTRATOR, 'max-2xl:hidden'],
  [AGE, ''],
];

/** The columns that have room. */
export function useColumns(): readonly NodeColumn[] {
  const medium = useMedia('(min-width: 1024px)');
  const wide = useMedia('(min-width: 1280px)');
  const widest = useMedia('(min-width: 1536px)');
  return widest ? WIDEST : wide ? WIDE : medium ? MEDIUM : NARROW;
}

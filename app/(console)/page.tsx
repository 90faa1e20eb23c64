import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { NodesPage } from '../../components/nodes/list/nodes-page.tsx';
import { FIRST_NODES_HEADER, readFirstNodes } from '../../lib/contract/first-rows.ts';

export const metadata: Metadata = { title: 'Nodes' };

export default async function Page() {
  return <NodesPage first={readFirstNodes((await headers()).get(FIRST_NODES_HEADER))} />;
}

import { type Metadata } from 'next';
import { NodesPage } from '../../components/nodes/list/nodes-page.tsx';

export const metadata: Metadata = { title: 'Nodes' };

export default function Page() {
  return <NodesPage />;
}

import type { Metadata } from 'next';
import { OrphansPage } from '../../../components/orphans/orphans-page.tsx';

export const metadata: Metadata = { title: 'Orphans' };

export default function Page() {
  return <OrphansPage />;
}

import type { Metadata } from 'next';
import { SharePage } from '../../../components/share/share-page.tsx';

/** The same for every link: nothing tells whether there is one. */
export const metadata: Metadata = { title: 'Shared' };

export default function Page() {
  return <SharePage />;
}

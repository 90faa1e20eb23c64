import type { Metadata } from 'next';
import { WallPage } from '../../../components/wall/wall-page.tsx';

export const metadata: Metadata = { title: 'Wall' };

export default function Page() {
  return <WallPage />;
}

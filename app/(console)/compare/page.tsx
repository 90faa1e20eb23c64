import type { Metadata } from 'next';
import { ComparePage } from '../../../components/comparison/compare-page.tsx';

export const metadata: Metadata = { title: 'Compare boots' };

export default function Page() {
  return <ComparePage />;
}

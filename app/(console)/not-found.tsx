import type { Metadata } from 'next';
import { Empty } from '../../components/ui/empty.tsx';
import { Link } from '../../components/ui/link.tsx';

export const metadata: Metadata = { title: 'Page not found' };

export default function NotFound() {
  return (
    <Empty
      alone
      title="Page not found"
      action={
        <Link href="/" className="text-accent underline">
          Go to nodes
        </Link>
      }
    >
      Nothing is at this address. The link may come from an older version of the console.
    </Empty>
  );
}

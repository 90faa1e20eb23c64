import { type Metadata } from 'next';
import { Empty } from '../../components/ui/empty.tsx';
import { Link } from '../../components/ui/link.tsx';

export const metadata: Metadata = { title: 'No such page' };

export default function NotFound() {
  return (
    <Empty
      alone
      title="There is no such page"
      action={
        <Link href="/" className="text-accent underline">
          To the nodes
        </Link>
      }
    >
      The address leads nowhere; the link may be from an older version of the console.
    </Empty>
  );
}

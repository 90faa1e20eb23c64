import Link from 'next/link';
import { Empty } from '../components/ui/empty.tsx';

export default function NotFound() {
  return (
    <main>
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
    </main>
  );
}

import LayoutGrid from 'lucide-react/icons/layout-grid';
import { Link } from '../ui/link.tsx';

/** To the wall, or to the part of it that shows the nodes of a run. */
export const WallLink = ({ run }: { readonly run?: string }) => (
  <Link
    href={run === undefined ? '/wall' : `/wall?${new URLSearchParams({ run }).toString()}`}
    className="inline-flex items-center gap-1 text-accent hover:underline"
  >
    <LayoutGrid aria-hidden size={13} /> Wall
  </Link>
);

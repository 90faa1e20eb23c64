'use client';
import Plus from 'lucide-react/icons/plus';
import { useMayWrite } from '../data/hooks.ts';
import { Link } from '../ui/link.tsx';

export const CreateLink = () =>
  useMayWrite() && (
    <Link
      href="/?create=1"
      className="inline-flex h-8 items-center gap-1.5 rounded-md bg-accent px-3 font-medium whitespace-nowrap text-accent-ink hover:brightness-110"
    >
      <Plus size={15} /> Create nodes
    </Link>
  );

import Check from 'lucide-react/icons/check';
import Eye from 'lucide-react/icons/eye';
import { type StageEvent } from '../../lib/contract/boot.ts';

/** Who says it: an eye for what the serial ports show, a check for what libvirt or the orchestrator states. */
export const BasisMark = ({ basis }: { readonly basis: StageEvent['basis'] }) =>
  basis === 'confirmed' ? (
    <Check aria-hidden size={11} strokeWidth={2.5} className="shrink-0" />
  ) : (
    <Eye aria-hidden size={11} className="shrink-0" />
  );

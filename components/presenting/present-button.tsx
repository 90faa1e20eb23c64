'use client';
import Projector from 'lucide-react/icons/projector';
import { present } from '../data/presenter.ts';
import { IconButton } from '../ui/button.tsx';

export const PresentButton = () => (
  <IconButton label="Present" className="max-sm:hidden" onPress={present}>
    <Projector size={15} />
  </IconButton>
);

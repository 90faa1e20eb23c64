'use client';
import X from 'lucide-react/icons/x';
import {
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components/Toast';
import { IconButton } from './button.tsx';
import { Note } from './note.tsx';
import { toasts } from './toast-queue.ts';

/**
 * Notifications of outcomes. F6 moves to them; none disappears while one of them has the pointer or the focus. The
 * region keeps its own label, which counts them: React Aria registers it for F6 anew whenever its label changes.
 */
export const Toasts = () => (
  <ToastRegion
    queue={toasts}
    className="fixed right-3 bottom-16 z-50 flex w-90 max-w-[calc(100vw-24px)] flex-col-reverse gap-2 sm:bottom-3"
  >
    {({ toast }) => (
      <Toast toast={toast} className="animate-rise relative rounded-md bg-raised shadow-float">
        <ToastContent>
          <Note
            tone={toast.content.tone}
            title={
              <Text slot="title" className="block pr-6">
                {toast.content.title}
              </Text>
            }
          >
            <Text slot="description" className="block max-h-60 overflow-y-auto whitespace-pre-line">
              {toast.content.text}
            </Text>
          </Note>
        </ToastContent>
        <IconButton slot="close" label="Dismiss" className="absolute top-1 right-1">
          <X size={14} />
        </IconButton>
      </Toast>
    )}
  </ToastRegion>
);

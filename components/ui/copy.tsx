'use client';
import { useEffect, useState } from 'react';
import Check from 'lucide-react/icons/check';
import Copy from 'lucide-react/icons/copy';
import { IconButton } from './button.tsx';
import { copyText } from './clipboard.ts';

const SHOWN = 1500;

/** Copies text to the clipboard and confirms it briefly. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), SHOWN);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <IconButton
      label={copied ? 'Copied' : `Copy ${what}`}
      className="-my-1 size-6"
      onPress={() => {
        void copyText(text).then(setCopied);
      }}
    >
      {copied ? <Check size={13} className="text-good" /> : <Copy size={13} />}
    </IconButton>
  );
}

/** Machine output with a copy button. */
export function Copyable({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <span className="inline-flex max-w-full min-w-0 items-center gap-0.5">
      <span title={text} className="truncate font-mono text-xs">
        {text}
      </span>
      <CopyButton text={text} what={what} />
    </span>
  );
}

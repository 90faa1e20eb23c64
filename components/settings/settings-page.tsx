'use client';
import { StorageCard } from './storage-card.tsx';
import { SCREEN_READER } from '../console/read-aloud.tsx';
import { useSession } from '../data/hooks.ts';
import { usePreference } from '../data/preference.ts';
import { setTheme, useTheme } from '../data/theme.ts';
import type { Theme } from '../data/theme-choice.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { Card, Facts, Page } from '../ui/page.tsx';
import { BrowserNoticesCard } from '../notifications/browser-notices-card.tsx';
import { Password } from './password.tsx';
import { ShareLinks } from './share-links.tsx';
import { Tokens } from './tokens.tsx';

const THEMES: readonly { readonly id: Theme; readonly label: string }[] = [
  { id: 'system', label: 'System' },
  { id: 'light', label: 'Light' },
  { id: 'dark', label: 'Dark' },
];

export function SettingsPage() {
  const theme = useTheme();
  const { data: session } = useSession();
  return (
    <Page title="Settings">
      <div className="grid max-w-4xl items-start gap-4 p-4 2xl:max-w-none 2xl:grid-cols-2">
        <Card title="Account">
          <Facts
            facts={[
              ['E-mail', session?.user.email ?? ''],
              ['Role', session?.user.role ?? ''],
            ]}
          />
        </Card>
        <Password />
        <Card title="Appearance">
          <Segmented label="Theme" options={THEMES} chosen={theme} onChoose={setTheme} />
        </Card>
        <Consoles />
        <BrowserNoticesCard />
        <Tokens />
        <ShareLinks />
        <StorageCard />
      </div>
    </Page>
  );
}

function Consoles() {
  const [readAloud, setReadAloud] = usePreference(SCREEN_READER, 'off');
  return (
    <Card title="Consoles">
      <Checkbox isSelected={readAloud === 'on'} onChange={(on) => setReadAloud(on ? 'on' : 'off')}>
        <span>
          Text for screen readers
          <span className="block text-xs text-ink-3">
            Serial output is also available as text, and new lines are announced. Large amounts of output are
            drawn more slowly.
          </span>
        </span>
      </Checkbox>
    </Card>
  );
}

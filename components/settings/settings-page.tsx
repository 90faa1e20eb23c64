'use client';
import { SCREEN_READER } from '../console/read-aloud.tsx';
import { useSession } from '../data/hooks.ts';
import { usePreference } from '../data/preference.ts';
import { setTheme, useTheme } from '../data/theme.ts';
import { type Theme } from '../data/theme-choice.ts';
import { Card, Facts, Page } from '../ui/page.tsx';
import { Password } from './password.tsx';
import { Kept } from './kept.tsx';
import { Tokens } from './tokens.tsx';

const THEMES: readonly { readonly value: Theme; readonly label: string }[] = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

export function SettingsPage() {
  const theme = useTheme();
  const { data: session } = useSession();
  return (
    <Page title="Settings">
      <div className="grid max-w-4xl items-start gap-4 p-4 2xl:max-w-none 2xl:grid-cols-2">
        <Card title="You">
          <Facts
            facts={[
              ['E-mail', session?.user.email ?? ''],
              ['Role', session?.user.role ?? ''],
            ]}
          />
        </Card>
        <Password />
        <Card title="Appearance">
          <div role="radiogroup" aria-label="Theme" className="flex w-fit gap-1 rounded-md bg-sunken p-1">
            {THEMES.map(({ value, label }) => (
              <label
                key={value}
                className={`cursor-pointer rounded-sm px-3 py-1 has-focus-visible:outline-2 has-focus-visible:outline-accent ${theme === value ? 'bg-panel font-medium ring-1 ring-line-strong' : 'text-ink-2 hover:text-ink'}`}
              >
                <input
                  type="radio"
                  name="theme"
                  value={value}
                  checked={theme === value}
                  onChange={() => setTheme(value)}
                  className="sr-only"
                />
                {label}
              </label>
            ))}
          </div>
        </Card>
        <Consoles />
        <Tokens />
        <Kept />
      </div>
    </Page>
  );
}

function Consoles() {
  const [readAloud, setReadAloud] = usePreference(SCREEN_READER, 'off');
  return (
    <Card title="Consoles">
      <label className="flex w-fit items-start gap-2.5">
        <input
          type="checkbox"
          checked={readAloud === 'on'}
          onChange={(event) => setReadAloud(event.target.checked ? 'on' : 'off')}
          className="mt-0.5 size-4 accent-(--accent)"
        />
        <span>
          Text for screen readers
          <span className="block text-xs text-ink-3">
            Each line of a serial console is also there as text, and new lines are announced. A flood is drawn
            more slowly then.
          </span>
        </span>
      </label>
    </Card>
  );
}

'use client';
import { isCurrent, NAVIGATION } from './navigation.tsx';
import { classes } from '../ui/style.ts';
import { usePathname, useRouter } from 'next/navigation';
import Ellipsis from 'lucide-react/icons/ellipsis';
import PanelLeft from 'lucide-react/icons/panel-left';
import { Button as AriaButton } from 'react-aria-components/Button';
import { usePreference } from '../data/preference.ts';
import { IconButton } from '../ui/button.tsx';
import { Link } from '../ui/link.tsx';
import { Menu } from '../ui/menu.tsx';

/** The main navigation: a rail at the side, or a bar at the bottom of a narrow screen. */
export function Rail() {
  const path = usePathname();
  const [width, setWidth] = usePreference('rail', 'wide');
  const wide = width === 'wide';
  return (
    <nav
      aria-label="Main"
      data-shell
      className={classes(
        'fixed inset-x-0 bottom-0 z-30 flex border-t border-line bg-panel sm:static sm:flex-col sm:border-t-0 sm:border-r',
        wide ? 'sm:w-44' : 'sm:w-12',
      )}
    >
      <ul className="flex flex-1 justify-around sm:flex-col sm:justify-start sm:gap-0.5 sm:p-1.5">
        {NAVIGATION.map((place) => {
          const here = isCurrent(place, path);
          return (
            <li key={place.path} className={place.first ? '' : 'max-sm:hidden'}>
              <Link
                href={place.path}
                title={wide ? undefined : place.title}
                aria-current={here ? 'page' : undefined}
                className={classes(
                  'flex h-13 min-w-14 flex-col items-center justify-center gap-0.5 rounded-md px-1 text-[11px] transition-colors duration-150 sm:h-8 sm:min-w-0 sm:flex-row sm:justify-start sm:gap-2.5 sm:px-2.5 sm:text-sm',
                  here
                    ? 'font-medium text-accent sm:bg-accent-soft'
                    : 'text-ink-2 hover:bg-hover hover:text-ink',
                )}
              >
                <span className="shrink-0">{place.icon}</span>
                <span className={wide ? '' : 'sm:sr-only'}>{place.title}</span>
              </Link>
            </li>
          );
        })}
        <li className="sm:hidden">
          <More path={path} />
        </li>
      </ul>
      <div className="hidden p-2 sm:block">
        <IconButton
          label={wide ? 'Collapse navigation' : 'Expand navigation'}
          onPress={() => setWidth(wide ? 'narrow' : 'wide')}
        >
          <PanelLeft size={16} />
        </IconButton>
      </div>
    </nav>
  );
}

/** On a narrow screen: the pages that have no room in the bar. */
function More({ path }: { readonly path: string }) {
  const router = useRouter();
  const items = NAVIGATION.filter((place) => !place.first);
  const here = items.find((place) => isCurrent(place, path));
  return (
    <Menu
      label="More pages"
      entries={items.map((place) => ({
        id: place.path,
        label: place.title,
        icon: place.icon,
        act: () => router.push(place.path),
      }))}
      trigger={
        <AriaButton
          className={classes(
            'flex h-13 min-w-14 flex-col items-center justify-center gap-0.5 rounded-md px-1 text-[11px]',
            here ? 'font-medium text-accent' : 'text-ink-2',
          )}
        >
          {here?.icon ?? <Ellipsis size={17} />}
          {here?.title ?? 'More'}
        </AriaButton>
      }
    />
  );
}

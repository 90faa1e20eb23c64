import Activity from 'lucide-react/icons/activity';
import Boxes from 'lucide-react/icons/boxes';
import Cloud from 'lucide-react/icons/cloud-cog';
import Disc from 'lucide-react/icons/disc-3';
import LayoutGrid from 'lucide-react/icons/layout-grid';
import Layers from 'lucide-react/icons/layers';
import Play from 'lucide-react/icons/list-video';
import ScanText from 'lucide-react/icons/scan-text';
import Search from 'lucide-react/icons/search';
import Server from 'lucide-react/icons/server';
import Settings from 'lucide-react/icons/settings';
import type { ReactNode } from 'react';

export interface NavigationItem {
  readonly path: string;
  readonly title: string;
  readonly icon: ReactNode;
  /** Shown in the bar of a narrow screen; the others are behind its “More”. */
  readonly first: boolean;
}

export const NAVIGATION: readonly NavigationItem[] = [
  { path: '/', title: 'Nodes', icon: <Boxes size={17} />, first: true },
  { path: '/runs', title: 'Runs', icon: <Play size={17} />, first: true },
  { path: '/wall', title: 'Wall', icon: <LayoutGrid size={17} />, first: false },
  { path: '/search', title: 'Search', icon: <Search size={17} />, first: false },
  { path: '/hosts', title: 'Hosts', icon: <Server size={17} />, first: true },
  { path: '/templates', title: 'Templates', icon: <Layers size={17} />, first: false },
  { path: '/images', title: 'Images', icon: <Disc size={17} />, first: false },
  { path: '/orchestrators', title: 'Orchestrators', icon: <Cloud size={17} />, first: false },
  { path: '/rules', title: 'Rules', icon: <ScanText size={17} />, first: false },
  { path: '/activity', title: 'Activity', icon: <Activity size={17} />, first: true },
  { path: '/settings', title: 'Settings', icon: <Settings size={17} />, first: false },
];

export function isCurrent(place: NavigationItem, path: string): boolean {
  if (place.path === '/') return path === '/' || path === '/compare' || path.startsWith('/nodes/');
  // Its page is reached from the hosts, whose leftovers it lists.
  if (path === '/orphans') return place.path === '/hosts';
  // Schedules make runs, and boot times compare them.
  if (path === '/boot-times' || path === '/schedules' || path.startsWith('/schedules/'))
    return place.path === '/runs';
  return path === place.path || path.startsWith(`${place.path}/`);
}

import { useMemo } from 'react';
import { WALL_FILTERS, type WallFilter, type WallFilterKey } from '../../lib/report/wall-filter.ts';
import { useSearch } from '../ui/search.ts';

/** What the address says the wall is limited to. */
export function useWallAddress() {
  const [run, setRun] = useSearch('run');
  const [host, setHost] = useSearch('host');
  const [label, setLabel] = useSearch('label');
  const [template, setTemplate] = useSearch('template');
  const [orchestrator, setOrchestrator] = useSearch('orchestrator');
  const [shown, setShown] = useSearch('show');
  const [view, setView] = useSearch('view');
  const filter = useMemo<WallFilter>(
    () => ({ run, host, label, template, orchestrator }),
    [run, host, label, template, orchestrator],
  );
  const setters: Readonly<Record<WallFilterKey, (value: string) => void>> = {
    ...{ run: setRun, host: setHost, label: setLabel, template: setTemplate },
    orchestrator: setOrchestrator,
  };
  return {
    filter,
    /** Without what is ready already. */
    onlyBooting: shown === 'booting',
    /** Displays in place of output. */
    showsScreens: view === 'screen',
    showScreens: (on: boolean) => setView(on ? 'screen' : ''),
    change: (key: WallFilterKey, value: string) => setters[key](value),
    showOnlyBooting: (only: boolean) => setShown(only ? 'booting' : ''),
    clear: (): void => {
      for (const key of WALL_FILTERS) setters[key]('');
      setShown('');
    },
  };
}

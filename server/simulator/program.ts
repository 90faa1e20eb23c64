import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** How to start a simulator. */
export interface SimulatorProgram {
  /** Program and first arguments. */
  readonly command: readonly [string, ...string[]];
  /** Boot files and images; null: it builds them itself, which takes a while the first time. */
  readonly artefacts: string | null;
}

/** The file that the preparation writes when it has built the artefacts. */
const current = z.object({ directory: z.string() });

/**
 * The program of this repository: the bundle beside us when we are a bundle ourselves, otherwise its sources.
 */
export function simulatorProgram(): SimulatorProgram {
  const bundle = path.join(import.meta.dirname, 'simulator.mjs');
  const isBundle = existsSync(bundle);
  const root = path.join(import.meta.dirname, isBundle ? '..' : '../..');
  const sources = path.join(root, 'simulator/src/main.ts');
  const artefacts = artefactsIn(path.join(root, '.cache/artefacts'));
  return {
    // Only the sources lie beside the guests' files, of which the artefacts are made.
    command:
      isBundle && artefacts !== null
        ? [process.execPath, bundle]
        : [process.execPath, '--conditions=workspace', '--import', 'tsx', sources],
    artefacts,
  };
}

function artefactsIn(cache: string): string | null {
  try {
    const content: unknown = JSON.parse(readFileSync(path.join(cache, 'current.json'), 'utf8'));
    const directory = path.join(cache, current.parse(content).directory);
    return existsSync(path.join(directory, 'manifest.json')) ? directory : null;
  } catch {
    return null;
  }
}

import { type PromptFinding } from '../recogniser/findings.ts';
import { UNKNOWN_DEVICE } from './causes.ts';
import { enter } from './events.ts';
import { evidenceOf, suspected } from './evidence.ts';
import { type Story } from './story.ts';

/** Within this the node's other port, or a person, may answer; after it nobody does. */
const NOBODY_S = 3;

/**
 * A login prompt makes a system ready only where nobody else could say so, or has said so and not yet noticed that it
 * was away. Any prompt is a sign of life, but for one that waits for somebody who is not there.
 */
export function prompted(story: Story, at: string, finding: PromptFinding): Story {
  const { stage, options } = story;
  if (finding.prompt === 'login') return stage === 'os-boot' ? systemUp(story, at, finding) : story;
  if (options.flow === 'nio' && finding.prompt === 'username') {
    if (story.suspect?.failure.cause === UNKNOWN_DEVICE.cause) return story;
    const { port, offset, line } = finding;
    const about = { ...UNKNOWN_DEVICE, grace: NOBODY_S, rank: 'cause' } as const;
    return suspected(story, at, { kind: 'failure', ...about, port, offset, line });
  }
  return stage === 'onboarding' && story.suspect !== null ? { ...story, suspect: null, movedAt: at } : story;
}

/** The installed system asks who is there: it has come up in spite of what it was suspected of. */
function systemUp(story: Story, at: string, finding: PromptFinding): Story {
  const ready = { at, evidence: evidenceOf(finding), progress: null };
  if (story.options.orchestrator === 'none') return enter(story, 'ready', { ...ready, basis: 'observed' });
  if (isHeldRunning(story)) return enter(story, 'ready', { ...ready, basis: 'confirmed' });
  return story.suspect === null ? story : { ...story, suspect: null };
}

/** Ready before, and the orchestrator has said nothing else since. */
export function isHeldRunning({ options, lastSaid }: Story): boolean {
  return options.knownReady === true && lastSaid?.says === 'running';
}

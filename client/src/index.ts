export { createClient, type ConsoleClient } from './client.ts';
export { exportPath, type ExportSubject } from './exports.ts';
export { bootLogPath } from './nodes.ts';
export { openConsoleSocket, type ConsoleSocket, type CreateSocket } from './console-socket.ts';
export { type ClientOptions, Http, type RequestOptions } from './http.ts';
export { LiveFeed, type LiveFeedOptions, type LiveState, newer, type Revised } from './live-feed.ts';
export type { ImageSource } from './images.ts';
export { castPath, picturePath, replayPagePath, type ReplayHave } from './recordings.ts';
export { latestPicturePath } from './screens.ts';
export { isTransient } from './retry.ts';
export type {
  DriverState,
  SerialOptions,
  SerialSink,
  SerialSnapshot,
  TerminalSnapshot,
} from './serial-options.ts';
export { SerialSession } from './serial-session.ts';

// By themselves, so that a page brings what it asks for and not the schemas of all answers.
export { accountRequests } from './accounts.ts';
export { bootTimesRequest, capacityRequest, storageRequest, usageRequests } from './usage.ts';
export { bulkRequests, operationRequests, runRequests } from './runs.ts';
export { demoRequests } from './demo.ts';
export { checkpointRequests } from './checkpoints.ts';
export { domainRequests } from './domains.ts';
export { exportRequest } from './exports.ts';
export { faultRequests } from './faults.ts';
export { guestRequests, shareRequests } from './shares.ts';
export { hostRequests, orphanRequests } from './hosts.ts';
export { imageRequests } from './images.ts';
export { networkRequests, poolRequests } from './host-objects.ts';
export { nodeRequests } from './nodes.ts';
export { orchestratorRequests } from './orchestrators.ts';
export { presentationRequests } from './presentations.ts';
export { recordingRequests } from './recordings.ts';
export { ruleRequests } from './rules.ts';
export { scheduleRequests } from './schedules.ts';
export { searchRequests } from './search.ts';
export { serialTailsRequest } from './serial-tails.ts';
export { templateRequests } from './templates.ts';
export { webhookRequests } from './webhooks.ts';

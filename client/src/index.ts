export { createClient, type ConsoleClient } from './client.ts';
export { exportPath, type ExportSubject } from './exports.ts';
export { bootLogPath } from './nodes.ts';
export { openConsoleSocket, type ConsoleSocket, type CreateSocket } from './console-socket.ts';
export type { ClientOptions, RequestOptions } from './http.ts';
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

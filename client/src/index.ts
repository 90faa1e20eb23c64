export { bootLogPath, exportPath, createClient, type ConsoleClient, type ExportSubject } from './client.ts';
export { openConsoleSocket, type ConsoleSocket, type CreateSocket } from './console-socket.ts';
export type { ClientOptions, RequestOptions } from './http.ts';
export { LiveFeed, type LiveFeedOptions, type LiveState, newer, type Revised } from './live-feed.ts';
export type { ImageSource } from './images.ts';
export { castPath, picturePath, replayPagePath, type ReplayHave } from './recordings.ts';
export { isTransient } from './retry.ts';
export type { SerialOptions, SerialSink, SerialSnapshot } from './serial-options.ts';
export { SerialSession } from './serial-session.ts';

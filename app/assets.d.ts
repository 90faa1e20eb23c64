/// <reference types="next" />

declare module '*.css';
declare module '@fontsource-variable/inter';
declare module '@fontsource-variable/jetbrains-mono';

declare module '@novnc/novnc' {
  /** The part of noVNC that the screen pane uses. */
  export default class RFB extends EventTarget {
    constructor(target: HTMLElement, channel: WebSocket, options?: { shared?: boolean });
    viewOnly: boolean;
    scaleViewport: boolean;
    clipViewport: boolean;
    background: string;
    qualityLevel: number;
    focus(): void;
    disconnect(): void;
    sendCtrlAltDel(): void;
  }
}

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
    compressionLevel: number;
    /** Without `down`: pressed and released. `code` is `KeyboardEvent.code`; QEMU gets the scan code that belongs to it. */
    sendKey(keysym: number, code: string, down?: boolean): void;
    clipboardPasteFrom(text: string): void;
    getImageData(): ImageData;
    toBlob(callback: (blob: Blob | null) => void, type?: string): void;
    focus(): void;
    disconnect(): void;
    sendCtrlAltDel(): void;
  }
}

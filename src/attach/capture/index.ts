/** Captures of the links for other programs, in files and over UDP; and traces made by others. */
export { createCaptureFile } from './capture-file.ts';
export { FrameSource } from './frame-source.ts';
export { type GsmtapPlace, gsmtapPlace, openGsmtapSocket } from './gsmtap-socket.ts';
export { CAPTURE_LENGTH_MAX, importTrace, type ImportOptions } from './import-trace.ts';

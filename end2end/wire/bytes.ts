// A request byte by byte, for what no HTTP library would send.

import { connect } from 'node:net';

const LIMIT = 20_000;

/** The status of the answer; undefined when the server closed the connection without one. */
export function statusOfBytes(origin: string, bytes: Buffer): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1', () => socket.write(bytes));
    let head = '';
    const finish = () => {
      const status = /^HTTP\/1\.1 (\d{3})/.exec(head)?.[1];
      resolve(status ? Number(status) : undefined);
      socket.destroy();
    };
    socket.setTimeout(LIMIT, () => socket.destroy(new Error('no answer')));
    socket.on('data', (data) => {
      head += data.toString('latin1');
      if (head.includes('\r\n')) finish();
    });
    socket.on('end', finish);
    // A server that has heard enough may close while we still write.
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' || error.code === 'EPIPE' ? finish() : reject(error),
    );
  });
}

// Why an answer over HTTP/1.1 could not be read.

/** What was sent is not HTTP/1.1, or not as we can read it. */
export class HttpProtocolError extends Error {
  override readonly name = 'HttpProtocolError';
}

/** The connection ended before the answer did. */
export class ConnectionClosedError extends Error {
  override readonly name = 'ConnectionClosedError';
}

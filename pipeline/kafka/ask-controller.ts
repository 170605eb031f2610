// Asks a KRaft controller for a sign of life at its own port: an ApiVersions request, which every Kafka node answers to anybody. A
// connection alone would prove nothing, since the system accepts it for a process that is stopped; and what the brokers call
// "the controller" in their metadata is a broker of their choice. https://kafka.apache.org/protocol#The_Messages_ApiVersions
import { connect } from 'node:net';

const API_VERSIONS = 18;
const CORRELATION_ID = 1;

/** Length, api key, api version 0, correlation id, no client id. */
function apiVersionsRequest(): Buffer {
  const request = Buffer.alloc(14);
  request.writeInt32BE(10, 0);
  request.writeInt16BE(API_VERSIONS, 4);
  request.writeInt16BE(0, 6);
  request.writeInt32BE(CORRELATION_ID, 8);
  request.writeInt16BE(-1, 12);
  return request;
}

/** Whether the node at this port of the host answers within `timeoutMs`; never rejects. */
export function nodeAnswers(port: number, timeoutMs: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    let received = Buffer.alloc(0);
    const end = (answered: boolean) => {
      clearTimeout(deadline);
      socket.destroy();
      resolve(answered);
    };
    const deadline = setTimeout(() => end(false), timeoutMs);
    socket.once('connect', () => socket.write(apiVersionsRequest()));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length >= 8) end(received.readInt32BE(4) === CORRELATION_ID);
    });
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
  });
}

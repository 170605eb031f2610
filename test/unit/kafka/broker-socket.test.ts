// A proxy without a broker behind it takes the connection and closes it: a client must hear that as a refusal, and go on to another broker.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { Kafka, logLevel } from 'kafkajs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { brokerSocket } from '../../../pipeline/kafka/broker-socket.ts';

let onConnection: (socket: Socket) => void;
let server: Server;
let port: number;
let taken = 0;
beforeEach(async () => {
  taken = 0;
  server = createServer((socket) => {
    taken++;
    socket.on('error', () => undefined);
    onConnection(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterEach(() => void server.close());

async function heard(): Promise<string[]> {
  const events: string[] = [];
  const socket = brokerSocket({ host: '127.0.0.1', port, ssl: {}, onConnect: () => events.push('connect') });
  for (const name of ['data', 'end', 'error'] as const) socket.on(name, () => events.push(name));
  await once(socket, 'close').catch(() => undefined);
  return events;
}

it('ends in an error when the other side ends without a word', async () => {
  onConnection = (socket) => socket.end();
  expect(await heard()).toEqual(['connect', 'error']);
});

it('ends with an end when it was us who ended it', async () => {
  onConnection = (socket) => socket.on('end', () => socket.end()).resume();
  const events: string[] = [];
  const socket = brokerSocket({ host: '127.0.0.1', port, ssl: {}, onConnect: () => socket.end() });
  for (const name of ['end', 'error'] as const) socket.on(name, () => events.push(name));
  socket.resume();
  await once(socket, 'close');
  expect(events).toEqual(['end']);
});

it('ends with an end when the broker has spoken', async () => {
  onConnection = (socket) => socket.end('a word');
  expect(await heard()).toEqual(['connect', 'data', 'end']);
});

it('lets kafkajs go on to the next address, where it would dial the first again and again', async () => {
  onConnection = (socket) => socket.end();
  let takenByNext = 0;
  const next = createServer((socket) => {
    takenByNext++;
    socket.end();
  }).listen(0, '127.0.0.1');
  await once(next, 'listening');
  const kafka = new Kafka({
    brokers: [port, (next.address() as AddressInfo).port].map((one) => `127.0.0.1:${one}`),
    socketFactory: brokerSocket,
    retry: { retries: 3, initialRetryTime: 10, factor: 0, multiplier: 1 },
    logLevel: logLevel.NOTHING,
  });
  await expect(kafka.admin().connect()).rejects.toMatchObject({ name: 'KafkaJSNumberOfRetriesExceeded' });
  next.close();
  expect([taken, takenByNext]).toEqual([2, 2]);
});

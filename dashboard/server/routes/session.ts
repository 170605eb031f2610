// What this server is: a lab's or a recording's, and whether actions need the token.
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { type Session, sessionSchema } from '../../contract/session.ts';
import { always } from './failures.ts';

export async function sessionRoute(
  instance: FastifyInstance,
  { session }: { session: Session },
): Promise<void> {
  instance.withTypeProvider<ZodTypeProvider>().get(
    '/api/session',
    {
      schema: {
        tags: ['watch'],
        summary: 'What this server shows, and what may be asked of it',
        response: { 200: sessionSchema, ...always },
      },
    },
    async () => session,
  );
}

// Derives the OpenAPI description from the routes' schemas; served at /api/openapi.json.
import fastifySwagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';

export async function openapi(app: FastifyInstance, { version }: { version: string }): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Lakequake dashboard',
        version,
        description: 'What the lab shows, and the few things it can be asked to do. Loopback only.',
      },
      tags: [
        { name: 'watch', description: 'Reads only' },
        { name: 'act', description: 'Own origin or token' },
      ],
    },
    transform: jsonSchemaTransform,
  });
}

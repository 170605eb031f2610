// Serves the built page and nothing else: only files below its folder, and index.html for the page's own addresses,
// so that a reload of any view works. Before the page is built it says how to build it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { nothingThere } from './errors.ts';

const NOT_BUILT = 'The dashboard is not built yet. Run: npm run build:web\n';

export async function page(app: FastifyInstance, { webDir }: { webDir: string }): Promise<void> {
  const built = existsSync(join(webDir, 'index.html'));
  if (built)
    await app.register(fastifyStatic, {
      root: webDir,
      dotfiles: 'ignore',
      index: ['index.html'],
      setHeaders: (reply, path) => {
        // Names under assets/ carry a hash of their content.
        const forever = path.startsWith(join(webDir, 'assets'));
        reply.header('cache-control', forever ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  app.setNotFoundHandler((request, reply) => {
    const wantsPage =
      request.method === 'GET' &&
      !request.url.startsWith('/api') &&
      (request.headers.accept ?? '').includes('text/html');
    if (!wantsPage) return nothingThere(request, reply);
    if (!built) return reply.code(503).type('text/plain; charset=utf-8').send(NOT_BUILT);
    return reply.header('cache-control', 'no-cache').sendFile('index.html', { cacheControl: false });
  });
}

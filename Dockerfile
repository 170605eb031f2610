# Source, processors, control and dashboard in one image; Kafka and Toxiproxy are containers of their own (docker-compose.yml, profile app).
# A build behind another registry: docker compose --profile app build --build-arg NPM_CONFIG_REGISTRY=…
FROM node:20-bookworm-slim AS packages
ARG NPM_CONFIG_REGISTRY
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM packages AS web
RUN npm ci --no-audit --no-fund
COPY tsconfig.json ./
COPY pipeline/contract pipeline/contract
COPY dashboard dashboard
RUN npx vite build dashboard/web

FROM node:20-bookworm-slim
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY . .
COPY --from=web /app/dashboard/web/dist dashboard/web/dist
RUN mkdir /state && chown node:node /state
USER node
ENV LAKEQUAKE_STATE=/state
VOLUME /state
CMD ["node", "cli/lakequake.mjs", "up", "--runtime", "docker", "--host", "0.0.0.0"]

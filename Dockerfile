# The default target is the subgraph with what it needs to run and nothing else; `demo` adds the programs around it.

FROM node:24-slim AS base
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json .npmrc ./

FROM base AS demo
# No install scripts: the image has its own node.
RUN npm ci --loglevel=error --include=dev --ignore-scripts
COPY . .
RUN node scripts/build-console.ts
USER node
CMD ["node", "demo/main.ts"]

FROM base AS subgraph
RUN npm ci --loglevel=error --omit=dev --ignore-scripts && npm cache clean --force
COPY schema schema
COPY src src
COPY scripts/reencrypt.ts scripts/
# The page for CONSOLE=true: what builds it stays behind.
COPY --from=demo /app/console/dist console/dist
# The SQLite store, its key file and the cache file.
RUN mkdir data && chown node:node data
VOLUME /app/data
USER node
# A load balancer has DRAIN_SECONDS to see by /health/ready that the container stops. Requests in flight may take 10 s after that: stop it with a longer grace period than both.
ENV HOST=0.0.0.0 PORT=4001 DRAIN_SECONDS=5
EXPOSE 4001
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# A small young generation: what a request leaves behind is collected soon, and the process stays a third smaller.
CMD ["node", "--max-semi-space-size=16", "src/main.ts"]

# The image of the subgraph is made of the package that `npm pack` makes, beside the versions of the lock:
#   docker build --build-arg VERSION=0.2.0 --tag dbt-metadata-subgraph:0.2.0 .
# `--target demo` makes the programs around it for docker-compose.yml.

# A tag moves. Pin what you release: `docker buildx imagetools inspect node:24-slim` prints the digest of all platforms, and
# `--build-arg NODE_IMAGE=node:24-slim@sha256:…` builds from it.
ARG NODE_IMAGE=node:24-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
# No install scripts: the image has its own node, and esbuild comes as a binary.
RUN npm ci --loglevel=error --ignore-scripts --include=dev
COPY . .
RUN mkdir /packed && npm pack --loglevel=error --pack-destination /packed && tar -xzf /packed/*.tgz -C /packed

FROM build AS demo
ENV NODE_ENV=production
RUN node scripts/build-console.ts
USER 1000:1000
CMD ["node", "demo/main.ts"]

FROM ${NODE_IMAGE} AS subgraph
ARG NODE_IMAGE
ARG VERSION=unreleased
ARG REVISION=unknown
LABEL org.opencontainers.image.title="dbt-metadata-subgraph" \
      org.opencontainers.image.description="An Apollo Federation subgraph that adds dbt's descriptions, refresh times and test results to the tables and columns of a graph" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.source="https://github.com/your-org/dbt-metadata-subgraph" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.base.name="${NODE_IMAGE}"
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# npm has done its work then. It is removed: nothing here runs it, and scanners report what it bundles.
RUN npm ci --loglevel=error --ignore-scripts --omit=dev && npm cache clean --force && \
    rm -rf package-lock.json .npmrc /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn*
COPY --from=build /packed/package ./
# The only folder that is written to, and only by the default STORE_URL and CACHE_URL: the integrations with their key file, and the cache.
# Mount a volume there to keep them. No volume is declared: Docker would make one without a name, and lose it with tokens and key.
RUN mkdir /data && chown 1000:1000 /data
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4001 \
    STORE_URL=sqlite:///data/integrations.sqlite CACHE_URL=sqlite:///data/cache.sqlite \
    # A load balancer has this time to see by /health/ready that the container stops. Requests in flight may take 10 s after that:
    # stop it with a longer grace period than both.
    DRAIN_SECONDS=5
EXPOSE 4001
# A number: Kubernetes cannot tell by a name that a user is not root.
USER 1000:1000
# Bash asks, without the start of a second Node each time.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/$PORT && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && read -r -t 2 _ status _ <&3 && [ \"$status\" = 200 ]"]
# A small young generation: what a request leaves behind is collected soon, and the process stays a third smaller.
# Other commands stand in the place of `start`: `docker run … dbt-metadata-subgraph reencrypt`.
ENTRYPOINT ["node", "--max-semi-space-size=16", "bin/dbt-metadata-subgraph.js"]
CMD ["start"]

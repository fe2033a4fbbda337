# syntax=docker/dockerfile:1

# What `npm run build` makes, of packages by the lockfile, and a compile cache warmed with it.
FROM node:24.21.0-trixie-slim AS bundle
WORKDIR /build
COPY package.json package-lock.json .npmrc rolldown.config.ts LICENSE ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY src ./src
# The documents registered where the configuration names no others.
COPY schema/typed/persisted-documents.json ./schema/typed/
RUN npm run build -- --dir /app
WORKDIR /app
ENV NODE_COMPILE_CACHE=/app/.compile-cache
# Started once, in sandbox mode, and stopped cleanly: what it loaded is what the cache holds.
RUN PORT=0 timeout --signal=TERM --preserve-status 5 node start.mjs

# The image that runs: Node and the bundle, no packages, no shell, no package manager, no build tools; user 65532.
# A production build pins both images by digest.
FROM gcr.io/distroless/nodejs24-debian13:nonroot
WORKDIR /app
COPY --from=bundle /app ./
# By default glibc keeps for each thread what it has given back, which costs some ten megabytes after a busy start.
ENV NODE_ENV=production \
    MALLOC_ARENA_MAX=2 \
    NODE_COMPILE_CACHE=/app/.compile-cache \
    HOST=0.0.0.0 \
    PORT=4000
EXPOSE 4000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=2s --start-period=5s --retries=3 \
  CMD ["/nodejs/bin/node", "healthcheck.mjs"]
# Mount the configuration and its keys read-only, for example at /etc/paygraph.
CMD ["start.mjs", "--config", "/etc/paygraph/paygraph.yaml"]

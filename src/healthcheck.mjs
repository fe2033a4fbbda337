// Exits 0 when the gateway in this container is ready, for HEALTHCHECK in an image without a shell or curl.
const port = process.env.PORT ?? '4000';
try {
  const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(1_500) });
  process.exit(answer.ok ? 0 : 1);
} catch {
  process.exit(1);
}

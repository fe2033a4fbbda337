// Exits 0 when the gateway in this container is ready, for HEALTHCHECK in an image without a shell or curl.
import { get } from 'node:http';
import { get as getSecurely } from 'node:https';

const port = process.env.PORT ?? '4000';
const path = `127.0.0.1:${port}/health/ready`;
// Its certificate is for the name it has outside, and nobody but itself can listen here.
const ways = [
  (done) => get(`http://${path}`, { timeout: 1_500 }, done),
  (done) => getSecurely(`https://${path}`, { timeout: 1_500, rejectUnauthorized: false }, done),
];
for (const ask of ways) {
  const status = await new Promise((resolve) => {
    const request = ask((answer) => resolve(answer.statusCode));
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(null));
    request.once('close', () => resolve(null));
  });
  if (status !== null) process.exit(status === 200 ? 0 : 1);
}
process.exit(1);

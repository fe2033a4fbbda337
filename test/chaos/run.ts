import { parseArgs } from 'node:util';
import { HAS_REDIS } from '../lookup/shared/redis-server.ts';
import { chaos } from './chaos.ts';
import { STRICT } from './strictness.ts';
import { table } from './table.ts';

// npm run chaos -- --minutes 10 --seed 1 --redis

const USAGE = `npm run chaos -- [--minutes N] [--seed S] [--redis | --no-redis]

  --minutes  how long the traffic goes on; 10
  --seed     the same seed makes the same payments, callers and faults; 1
  --redis    with a real Redis that is restarted, too; when redis-server is installed
`;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    redis: { type: 'boolean', default: HAS_REDIS },
    help: { type: 'boolean', short: 'h' },
  },
  allowNegative: true,
});
const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
if (values.help === true || !(minutes > 0) || !Number.isSafeInteger(seed)) {
  process.stderr.write(USAGE);
  process.exit(values.help === true ? 0 : 64);
}

const verdicts = await chaos({ minutes, seed, redis: values.redis }, STRICT);
process.stdout.write(
  `\n${minutes} min, seed ${seed}, ${values.redis ? 'with' : 'without'} Redis\n\n${table(verdicts)}\n`,
);
process.exit(verdicts.some(({ reasons }) => reasons.length > 0) ? 1 : 0);

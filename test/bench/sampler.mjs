import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';

// Loaded into what is measured: samples what it allocates from the first SIGUSR2 to the second.

const { SAMPLES: file, SAMPLED: kind } = process.env;
const session = new Session();
session.connect();
let isOn = false;

process.on('SIGUSR2', () => {
  if (isOn) {
    session.post('HeapProfiler.stopSampling', (_error, { profile }) => {
      writeFileSync(`${file}.json`, JSON.stringify(profile));
    });
    return;
  }
  isOn = true;
  session.post('HeapProfiler.startSampling', {
    samplingInterval: 4_096,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: kind === 'made',
  });
  writeFileSync(`${file}.begun`, '');
});

// Plain JavaScript, so that an old Node gets as far as saying what is wrong.
import module from 'node:module';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 12)) {
  console.error(
    `paygraph needs Node 24.12 or newer, and this is Node ${process.versions.node}.\n` +
      'Start it with "npm start" after "npm ci": npm brings Node 24 along (Linux and Windows).\n' +
      'On macOS, install Node 24.12 or newer yourself: https://nodejs.org',
  );
  process.exit(1);
}

// Halves the time to start. Node itself heeds NODE_DISABLE_COMPILE_CACHE, and does without where it may not write.
module.enableCompileCache();
await import('./main.ts');
// Kept however this process ends.
module.flushCompileCache();

// Plain JavaScript, so that an old Node gets as far as saying what is wrong.
import module from 'node:module';
import v8 from 'node:v8';

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
// Loading leaves much garbage behind; room made for it would be kept, some 20 MB that are not needed afterwards.
v8.setFlagsFromString('--semi-space-growth-factor=1');
await import('./main.ts');
v8.setFlagsFromString('--semi-space-growth-factor=2');
// Kept however this process ends.
module.flushCompileCache();

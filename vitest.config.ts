import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Searches what all processes of the suite wrote for secrets and personal data.
    globalSetup: ['test/scan-written.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // graphql 17 offers several builds; imported natively, tests load the same one as production does.
    experimental: { viteModuleRunner: false },
  },
});

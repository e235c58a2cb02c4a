import { defineConfig } from "vitest/config"

export default defineConfig({
  resolve: { conditions: ["source"] },
  ssr: { resolve: { conditions: ["source"] } },
  test: {
    include: ["packages/*/test/**/*.test.ts", "apps/*/test/**/*.test.ts", "test/**/*.test.ts"],
    maxWorkers: "100%",
    // A busy machine is no failure: what hangs is found all the same.
    testTimeout: 60_000,
    typecheck: { enabled: false }
  }
})

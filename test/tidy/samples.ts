/**
 * For each check of the repository, small files it must object to and near misses it must let pass, as pairs of path and text.
 *
 * This file is itself checked, so words that would be found here are put together from pieces.
 */

/** A path and the text found there. */
export type Sample = readonly [path: string, text: string]

interface Samples {
  readonly bad: ReadonlyArray<Sample>
  readonly good: ReadonlyArray<Sample>
}

const src = "packages/core/src/A.ts"
const test = "packages/core/test/A.test.ts"
const slash = "/"

/** By the name of the check. */
export const samples: Readonly<Record<string, Samples>> = {
  "each package imports only what its row allows": {
    bad: [
      ["packages/core/src/A.ts", 'import { x } from "@condis/explore"'],
      ["packages/core/src/A.ts", 'import { x } from "@condis/core"'],
      ["packages/core/src/A.ts", 'import * as Fs from "node:fs"'],
      ["packages/core/src/A.ts", 'const a = import("node:fs")'],
      ["packages/core/src/A.ts", 'import { x } from "fs"'],
      ["packages/core/src/A.ts", 'export * from "xstate"'],
      ["packages/client/src/A.ts", 'import { x } from "@condis/cm"'],
      ["packages/client/src/A.ts", 'import { x } from "@condis/miniport/Adapter"'],
      ["packages/client/test/A.test.ts", 'import { x } from "@condis/cm"'],
      ["packages/cm/src/A.ts", 'import type { x } from "@condis/client"'],
      ["packages/miniport/src/A.ts", 'import { x } from "../../cm/src/index.ts"'],
      ["packages/explore/src/A.ts", 'import { x } from "@condis/core"'],
      ["packages/core/src/A.ts", 'import { it } from "vitest"'],
      ["packages/other/src/A.ts", 'import * as Effect from "effect/Effect"'],
      ["apps/cli/src/A.ts", 'import { x } from "../../../packages/core/src/index.ts"']
    ],
    good: [
      ["packages/core/src/ndis/A.ts", 'import * as Effect from "effect/Effect"\nimport { B } from "../B.ts"\n// import "node:fs"'],
      ["packages/client/src/A.ts", 'import { x } from "@condis/core/CallControl"\nimport { Effect } from "effect"'],
      [
        "packages/core/test/A.test.ts",
        'import { it } from "@effect/vitest"\nimport * as Fs from "node:fs"\nimport { A } from "../src/A.ts"'
      ],
      ["apps/cli/src/A.ts", 'import { x } from "@condis/cm"\nimport * as Fs from "node:fs"']
    ]
  },
  "each package's manifest depends only on what its row allows": {
    bad: [
      ["packages/core/package.json", '{ "dependencies": { "xstate": "5" } }'],
      ["packages/client/package.json", '{ "peerDependencies": { "@condis/cm": "workspace:*" } }'],
      ["packages/explore/package.json", '{ "dependencies": { "@condis/core": "workspace:*" } }']
    ],
    good: [
      ["packages/client/package.json", '{ "dependencies": { "@condis/core": "workspace:*", "effect": "4.1.0" } }'],
      ["apps/cli/package.json", '{ "dependencies": { "xstate": "5" } }']
    ]
  },
  "packages take time, randomness and identity from services, and start nothing of the host's own": {
    bad: [
      [src, "const a = Date.now()"],
      [src, "const a = new Date()"],
      [src, "const a = performance.now()"],
      [src, "const a = Math.random()"],
      [src, "const a = crypto.randomUUID()"],
      [src, "setTimeout(f, 1)"],
      [src, "globalThis.setInterval(f, 1)"],
      [src, "const later = setImmediate"],
      [src, "queueMicrotask(f)"],
      [src, "const { port1 } = new MessageChannel()"],
      [src, "const a = new Promise((resolve) => resolve(1))"],
      [src, "Promise.resolve().then(f)"],
      [src, "const f = async () => 1"],
      [src, "const f = async x => 1"],
      [src, "async function f() {}"],
      [src, "const o = { async f() {} }"],
      [src, "const s = `${Date.now()}`"],
      ["packages/explore/src/Scheduler.ts", "setTimeout(f, 1)"]
    ],
    good: [
      ["packages/core/src/actor/Scheduler.ts", "const later = globalThis.setImmediate"],
      [src, "// Date.now() and setTimeout are not used here, nor is an async function"],
      [src, 'const s = "Math.random()"'],
      [src, "const a = new Date(millis)"],
      [src, "const o = { async: true }; const b = o.async"],
      ["apps/bench/src/A.ts", "const a = performance.now()"],
      [test, "const a = performance.now()"]
    ]
  },
  "the type any is written nowhere": {
    bad: [
      [src, "const a: any = 1"],
      [src, "const a = b as any"],
      [src, "const a = <any>b"],
      [src, "const a: Array<any> = []"],
      [src, "const f = (x: any) => x"],
      [src, "type A = Map<string, any> | any[]"],
      [test, "const a: any = 1"],
      ["scripts/a.ts", "type A<T> = T extends any ? 1 : 2"]
    ],
    good: [
      [src, "const many = anything.any(x)"],
      [src, "interface A { readonly any: string; any?(): void }"],
      [src, "// any of them: any"],
      [src, 'const s = "any"; const t = `any`']
    ]
  },
  "no queue is unbounded": {
    bad: [
      [src, "const q = yield* Queue.unbounded<number>()"],
      [src, "const q = yield* PubSub.unbounded()"],
      [src, 'import { unbounded } from "effect/Queue"'],
      [src, "const q = yield* Queue.make()"],
      [src, "const q = yield* Queue.make<number, Done>()"],
      [src, 'const q = yield* Queue.make({ strategy: "suspend" })'],
      ["apps/cli/src/A.ts", "const q = yield* TxQueue.unbounded()"]
    ],
    good: [
      [src, "const q = yield* Queue.bounded<number>(16)"],
      [src, "const q = yield* Queue.make<number>({ capacity: 16 })"],
      [src, 'Effect.forEach(xs, f, { concurrency: "unbounded" })'],
      [src, "// an unbounded queue is never used"]
    ]
  },
  "nothing comes from the packages of Effect 3": {
    bad: [
      [src, 'import { Schema } from "@effect/schema"'],
      ["apps/cli/src/A.ts", 'import * as FileSystem from "@effect/platform/FileSystem"'],
      ["apps/cli/package.json", '{ "dependencies": { "@effect/platform": "0.97.2" } }']
    ],
    good: [
      ["apps/cli/src/A.ts", 'import * as NodeRuntime from "@effect/platform-node/NodeRuntime"'],
      ["apps/cli/package.json", '{ "dependencies": { "@effect/platform-node": "4.1.0" } }'],
      [src, 'import * as Schema from "effect/Schema"']
    ]
  },
  "no test is skipped, alone, expected to fail, or only planned": {
    bad: [
      [test, 'it.skip("a", f)'],
      [test, 'it.effect.only("a", f)'],
      [test, 'describe.only("a", f)'],
      [test, 'test.todo("a")'],
      [test, 'it.skipIf(true)("a", f)'],
      [test, 'it.concurrent.fails("a", f)'],
      [test, 'xit("a", f)'],
      ["test/a.test.ts", 'describe\n  .skip("a", f)']
    ],
    good: [
      [test, 'it("skips what it.only the caller may see", f)'],
      [test, "const rest = cursor.skip(2)"],
      [test, 'it.effect("a", f)'],
      [test, 'it.each([1])("a", f)']
    ]
  },
  "no comment switches the compiler or the lint off": {
    bad: [
      [src, `// @ts-${"ignore"}\nf()`],
      [test, `// @ts-${"nocheck"}`],
      [src, `/* oxlint-${"disable"} */`],
      ["scripts/a.mjs", `// eslint-${"disable"}-next-line`],
      [src, `// @effect-${"diagnostics"} floatingEffect:off`]
    ],
    good: [
      [src, "// the caller may ignore or disable it"],
      ["README.md", `never write @ts-${"ignore"}`]
    ]
  },
  "only tests say that a line must not compile": {
    bad: [[src, `// @ts-${"expect"}-error\nf(1)`]],
    good: [[test, `// @ts-${"expect"}-error a call manager has no such function\nf(1)`]]
  },
  "no word promises work for later": {
    bad: [
      [src, `// ${"TO"}DO: more`],
      ["docs/a.md", `${"FIX"}ME`],
      [test, `const a = "${"XX"}X"`]
    ],
    good: [
      [src, "const todos = 1 // done"],
      ["docs/a.md", "NDIS_STATUS_XXX means any code; a hacksaw is a tool"]
    ]
  },
  "no file names a machine's own path or a package registry's host": {
    bad: [
      ["README.md", `see ${slash}work/shared/notes.md`],
      [src, `// ${slash}home/someone/x`],
      ["a.json", `{ "path": "${slash}tmp/x" }`],
      ["pnpm-lock.yaml", `tarball: https://registry.${"npmjs"}.org/a`]
    ],
    good: [
      ["README.md", "[the work](docs/work/notes.md) and ./home/page.md, packages/x/tmp/y"],
      ["scripts/a.sh", "#!/usr/bin/env bash"],
      ["README.md", "the npm registry"]
    ]
  },
  "no source file is longer than 450 lines": {
    bad: [
      [src, "a\n".repeat(451)],
      ["scripts/a.mjs", "a\n".repeat(451)]
    ],
    good: [
      [src, "a\n".repeat(450)],
      ["packages/core/src/ddi/catalogue.ts", "a\n".repeat(5000)],
      ["docs/a.md", "a\n".repeat(5000)]
    ]
  },
  "every module of a package says at its head what it is": {
    bad: [
      [src, "export const a = 1"],
      [src, "// a comment that is not a doc comment\nexport const a = 1"],
      [src, "/** */\nexport const a = 1"],
      [src, 'import "a"\n/** What comes after an import. */'],
      [src, ""]
    ],
    good: [
      [src, "/**\n * The activation axis of a virtual connection.\n */\nexport {}"],
      [src, "/** Every name of this package, and nothing else. */\nexport {}"],
      ["apps/cli/src/A.ts", "export {}"]
    ]
  },
  "every relative link of a Markdown file leads to a file of the repository": {
    bad: [
      ["README.md", "[a](docs/gone.md)"],
      ["docs/a.md", "[a](../gone.md#x)"],
      ["docs/a.md", "text\n[ref]: ./gone.md"],
      ["docs/a.md", "![picture](gone.svg)"]
    ],
    good: [
      ["docs/a.md", "[self](a.md) [part](#x) [self too](../docs/a.md#y) [folder](../docs) [web](https://example.org/x)"],
      ["docs/a.md", "```md\n[a](gone.md)\n```"]
    ]
  },
  "every document a source points to is there": {
    bad: [[src, "/** @see docs/condis/gone.md, section 7 */"]],
    good: [
      [src, "/** @see the reference */"],
      ["docs/a.md", "docs/gone.md"]
    ]
  }
}

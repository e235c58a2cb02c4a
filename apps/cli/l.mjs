import { loadAll } from "/work/main/apps/cli/src/scenario/Load.ts"
import * as Effect from "effect/Effect"
import { NodeServices } from "@effect/platform-node"
const r = await Effect.runPromise(Effect.result(loadAll(process.argv.slice(2))).pipe(Effect.provide(NodeServices.layer)))
if (r._tag === "Failure") console.log(r.failure.message); else console.log(r.success.map(l => l.file + " " + l.scenario.name))

import * as Schema from "effect/Schema"
import * as Result from "effect/Result"
import * as Effect from "effect/Effect"
import * as SchemaTransformation from "effect/SchemaTransformation"
import * as SchemaGetter from "effect/SchemaGetter"
import * as SchemaIssue from "effect/SchemaIssue"
import * as Option from "effect/Option"
const Duration = Schema.String.check(Schema.makeFilter((s: string) => /^\d+ms$/.test(s) ? undefined : "not a duration: " + s)).annotate({ identifier: "duration" }).pipe(
  Schema.decodeTo(Schema.Number, {
    decode: SchemaGetter.transform((s: string) => parseInt(s) * 1000),
    encode: SchemaGetter.transform((n: number) => `${n / 1000}ms`)
  })
).annotate({ description: "dur" })
const Answer = Schema.Union([Schema.Literals(["accept", "reject"]), Schema.Struct({ reject: Schema.optionalKey(Schema.String), after: Schema.optionalKey(Duration) })]).annotate({ expected: "accept, reject, or {reject: STATUS}" })
const S = Schema.Struct({
  name: Schema.String.annotateKey({ description: "the name" }),
  wait: Duration.pipe(Schema.withDecodingDefaultKey(Effect.succeed("1ms"))).pipe(Schema.annotateKey({ description: "w" })),
  ans: Answer,
  rec: Schema.Record(Schema.String.check(Schema.isPattern(/^[a-z]+$/, { expected: "lower" })), Schema.Struct({ x: Schema.Number }))
}).check(Schema.makeFilter((s) => [{ path: ["name"], issue: "nope " + s.name }]))
const walk = (issue: SchemaIssue.Issue, depth = 0): void => {
  const pad = " ".repeat(depth * 2)
  const { ast, ...rest } = issue as { ast?: unknown } & SchemaIssue.Issue
  console.log(pad, issue._tag, "path" in issue ? issue.path : "", "annotations" in issue ? issue.annotations : "", SchemaIssue.hasInput(issue) ? issue.input : "-", (ast as { _tag?: string })?._tag, JSON.stringify((ast as { annotations?: unknown })?.annotations))
  if ("issues" in issue) issue.issues.forEach((i) => walk(i, depth + 1))
  if ("issue" in issue) walk(issue.issue, depth + 1)
}
for (const v of [{ name: 4, ans: "acept", rec: { a: {}, B: 1 }, zz: 1 }, { name: "a", ans: { rejct: 1 }, wait: "5", rec: [] }, { name: "a", wait: 7, ans: { reject: 1, after: 3 }, rec: {} }, { name: "a", ans: "accept", rec: {} }]) {
  const r = Schema.decodeUnknownResult(S, { errors: "all", onExcessProperty: "error", reportInput: true })(v)
  if (Result.isFailure(r)) { walk(r.failure.issue as never); console.log(r.failure.message) } else console.log(r.success)
}
const ps = (S.ast as any).propertySignatures
for (const p of ps) console.log(p.name, p.type._tag, p.type.context, p.type.annotations, p.type.encoding?.[0]?.to?.context)

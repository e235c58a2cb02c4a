/**
 * What holds for every file of the repository, each as a check over all files at once. A check answers what it objects to; empty is good.
 *
 * Words a check looks for are put together from pieces where they would otherwise be found in this very file.
 */
import * as Path from "node:path/posix"
import { lineOf, type Source } from "./source.ts"

/** An objection to one place. */
export interface Finding {
  readonly path: string
  readonly line: number
  readonly what: string
}

/** One thing that holds for the repository. */
export interface Check {
  /** A sentence that says what holds. */
  readonly name: string
  readonly find: (files: ReadonlyArray<Source>) => ReadonlyArray<Finding>
}

/** The one file that may touch the host's timers: the scheduler of the actors. */
const schedulerPath = "packages/core/src/actor/Scheduler.ts"

const isTypeScript = (path: string): boolean => /\.[cm]?tsx?$/.test(path)
const isGenerated = (path: string): boolean =>
  /^packages\/core\/src\/ddi\/catalogue[^/]*\.ts$/.test(path) || path === "apps/cli/src/ddi/Evidence.ts"
const isPackageSource = (path: string): boolean => /^packages\/[^/]+\/src\//.test(path) && isTypeScript(path)
const isShippedSource = (path: string): boolean => /^(?:packages|apps)\/[^/]+\/src\//.test(path) && isTypeScript(path)
const isTest = (path: string): boolean => /(?:^|\/)test\//.test(path) && isTypeScript(path)

/** A check that looks for patterns in one view of the files it applies to. */
const forbid = (options: {
  readonly name: string
  readonly applies: (path: string) => boolean
  readonly view: "text" | "code"
  readonly patterns: ReadonlyArray<RegExp>
}): Check => ({
  name: options.name,
  find: (files) =>
    files
      .filter((file) => options.applies(file.path))
      .flatMap((file) =>
        options.patterns.flatMap((pattern) =>
          [...file[options.view].matchAll(new RegExp(pattern, "g"))].map((match) => ({
            path: file.path,
            line: lineOf(file.text, match.index),
            what: match[0].trim()
          }))
        )
      )
})

/** Time, randomness and identity are services. */
export const bannedGlobals = forbid({
  name: "packages take time, randomness and identity from services, and start nothing of the host's own",
  applies: (path) => isPackageSource(path) && path !== schedulerPath,
  view: "code",
  patterns: [
    /\bDate\s*\.\s*now\b/,
    /\bnew\s+Date\s*\(\s*\)/,
    /\bperformance\s*\.\s*\w+/,
    /\bMath\s*\.\s*random\b/,
    /\bcrypto\s*\.\s*(?:randomUUID|getRandomValues)\b/,
    /\b(?:setTimeout|setInterval|setImmediate|queueMicrotask|MessageChannel)\b/,
    /\bnew\s+Promise\b/,
    /\bPromise\s*\.\s*\w+/,
    /(?<![.\w$])async(?=\s*(?:function|\(|\*|[\w$]+\s*(?:=>|\()))/
  ]
})

export const noAny = forbid({
  name: "the type any is written nowhere",
  applies: isTypeScript,
  view: "code",
  patterns: [/(?<![.\w$])any(?![\w$])(?!\s*[:(]|\?[:(])/]
})

/** A queue that takes no capacity has none, so a bare `make` counts as unbounded. */
export const noUnbounded = forbid({
  name: "no queue is unbounded",
  applies: isShippedSource,
  view: "code",
  patterns: [
    /(?<![\w$])(?:unbounded|makeUnbounded|makeAtomicUnbounded)(?![\w$])(?!\s*:)/,
    /\b(?:Tx)?Queue\s*\.\s*make\s*(?:<[^()]*>)?\s*\(\s*\)/,
    /\b(?:Tx)?Queue\s*\.\s*make\s*(?:<[^()]*>)?\s*\((?![^()]*\bcapacity\b)[^()]+\)/
  ]
})

export const noDisabledTests = forbid({
  name: "no test is skipped, alone, expected to fail, or only planned",
  applies: isTest,
  view: "code",
  patterns: [
    /\b(?:it|test|describe|suite|bench)\s*(?:\.\s*\w+\s*)*\.\s*(?:skip|only|todo|skipIf|runIf|fails)\b/,
    /(?<![.\w$])(?:xit|xtest|xdescribe|fit|fdescribe)\s*\(/,
    /\b(?:ctx|context|t)\s*\.\s*skip\s*\(/
  ]
})

export const noSilencing = forbid({
  name: "no comment switches the compiler or the lint off",
  applies: (path) => /\.[cm]?[jt]sx?$/.test(path),
  view: "text",
  patterns: [
    new RegExp(["@ts", "ignore"].join("-")),
    new RegExp(["@ts", "nocheck"].join("-")),
    new RegExp(`(?:oxlint|eslint|tslint)${"-dis"}able`),
    new RegExp(["@effect", "diagnostics"].join("-"))
  ]
})

/** A type test says with it what must not compile; a source has no such thing to say. */
export const expectErrorInTests = forbid({
  name: "only tests say that a line must not compile",
  applies: (path) => isTypeScript(path) && !isTest(path),
  view: "text",
  patterns: [new RegExp(["@ts", "expect", "error"].join("-"))]
})

export const noReminders = forbid({
  name: "no word promises work for later",
  applies: (path) => path !== "pnpm-lock.yaml",
  view: "text",
  patterns: [new RegExp(`\\b(?:${["TO" + "DO", "FIX" + "ME", "XX" + "X(?!\\w)", "HA" + "CK"].join("|")})\\b`)]
})

export const noMachinePaths = forbid({
  name: "no file names a machine's own path or a package registry's host",
  applies: () => true,
  view: "text",
  patterns: [
    /(?<![\w.)\]}$*-])\/(?:work|home|root|Users|tmp|opt|mnt)\/[\w.@-]+/,
    /\b[A-Z]:\\(?:Users|work|temp)\\/,
    new RegExp(`\\b(?:registry\\.${"npm"}js|registry\\.${"yarn"}pkg|registry\\.${"npm"}mirror|npm\\.${"pkg"}\\.github)\\b`)
  ]
})

export const fileLength: Check = {
  name: "no source file is longer than 450 lines",
  find: (files) =>
    files
      .filter(({ path }) => /\.(?:[cm]?[jt]sx?|sh)$/.test(path) && !isGenerated(path))
      .map(({ path, text }) => ({ path, line: lineOf(text, text.trimEnd().length) }))
      .filter(({ line }) => line > 450)
      .map(({ path, line }) => ({ path, line, what: `${line} lines` }))
}

export const headComment: Check = {
  name: "every module of a package says at its head what it is",
  find: (files) =>
    files
      .filter(({ path, text }) => isPackageSource(path) && !/^\/\*\*\s*(?:\*\s*)?[^\s*][^]{15,}?\*\//.test(text))
      .map(({ path }) => ({ path, line: 1, what: "does not begin with a doc comment" }))
}

/** The v3 packages whose work is done by `effect` itself since version 4. */
export const noEffect3: Check = {
  name: "nothing comes from the packages of Effect 3",
  find: (files) =>
    files.flatMap((file) => {
      const manifest = /(?:^|\/)package\.json$/.test(file.path)
        ? [...file.text.matchAll(/"(@effect\/[\w-]+)"\s*:/g)].map((match) => ({
            specifier: String(match[1]),
            line: lineOf(file.text, match.index)
          }))
        : []
      return [...file.imports, ...manifest]
        .filter(({ specifier }) => /^@effect\/(?:schema|platform|rpc|cluster|cli|sql|experimental|workflow)(?:\/|$)/.test(specifier))
        .map(({ line, specifier }) => ({ path: file.path, line, what: specifier }))
    })
}

const withoutFences = (text: string): string => text.replace(/^(```|~~~)[^]*?^\1/gm, (fence) => fence.replace(/[^\n]/g, " "))

const folders = (files: ReadonlyArray<Source>): ReadonlySet<string> =>
  new Set(
    files.flatMap(({ path }) =>
      path
        .split("/")
        .slice(0, -1)
        .map((_, depth, parts) => parts.slice(0, depth + 1).join("/"))
    )
  )

export const links: Check = {
  name: "every relative link of a Markdown file leads to a file of the repository",
  find: (files) => {
    const known = new Set([...files.map(({ path }) => path), ...folders(files), "."])
    return files
      .filter(({ path }) => path.endsWith(".md"))
      .flatMap((file) =>
        [...withoutFences(file.text).matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)|^\[[^\]]+\]:\s*(\S+)/gm)].flatMap((match) => {
          const target = String(match[1] ?? match[2])
          if (/^(?:[a-z][a-z+.-]*:|#)/i.test(target)) return []
          const path = Path.normalize(Path.join(Path.dirname(file.path), decodeURI(target.replace(/[#?].*$/, "")))).replace(/\/$/, "")
          return known.has(path) ? [] : [{ path: file.path, line: lineOf(file.text, match.index), what: `no ${target}` }]
        })
      )
  }
}

/** Doc comments point at the reference by path; a path that is gone helps nobody. */
export const references: Check = {
  name: "every document a source points to is there",
  find: (files) => {
    const known = new Set(files.map(({ path }) => path))
    return files
      .filter(({ path }) => isShippedSource(path))
      .flatMap((file) =>
        [...file.text.matchAll(/\bdocs\/[\w./-]+\.(?:md|json)\b/g)]
          .filter((match) => !known.has(match[0]))
          .map((match) => ({ path: file.path, line: lineOf(file.text, match.index), what: `no ${match[0]}` }))
      )
  }
}

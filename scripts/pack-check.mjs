/**
 * Are the packages good for someone who takes one of them alone?
 *
 * Each of the five is packed as it would be published, then judged: `publint` and `attw` look at the tarball; an empty project outside the
 * repository installs it (beside the tarballs of its own dependencies among us; all else from the registry), type-checks an import of every
 * public module with `strict` and `skipLibCheck: false`, and loads them. Prints one line per package; exit 1 when one of them failed.
 */
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, relative, resolve, sep } from "node:path"
import { fileURLToPath } from "node:url"

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..")
const bin = join(root, "node_modules", ".bin")
const windows = process.platform === "win32"
/** The pnpm that the bootstrap script names, so that the version stands in one place. */
const pnpm = ["--yes", /pnpm@\S+/.exec(readFileSync(join(root, "package.json"), "utf8"))?.[0] ?? "pnpm"]

/** Runs a command to its end; what it printed becomes the error when it fails. */
const run = (command, args, cwd) => {
  try {
    return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], shell: windows, maxBuffer: 64 << 20 })
  } catch (error) {
    throw new Error(`${command} ${args.join(" ")}\n${error.stdout ?? ""}${error.stderr ?? ""}`.trim(), { cause: error })
  }
}

const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))

/** The tarball's own specifiers: the root, and every module that `./*` opens and `./internal/*` does not close. */
const specifiers = (name, folder) =>
  filesBelow(join(folder, "dist"))
    .filter((path) => path.endsWith(".d.ts") && !path.startsWith("internal/"))
    .map((path) => path.replace(/\.d\.ts$/, ""))
    .map((path) => (path === "index" ? name : `${name}/${path}`))
    .sort()

/** What was built from a source that is gone would be published too. */
const refuseLeftOvers = (folder) => {
  const sources = new Set(filesBelow(join(folder, "src")).map((path) => path.replace(/\.ts$/, "")))
  const left = filesBelow(join(folder, "dist")).filter((path) => path.endsWith(".js") && !sources.has(path.replace(/\.js$/, "")))
  if (left.length > 0) throw new Error(`dist/${left[0]} has no source: delete the dist folder of the package and build again`)
}

const readme = (folder) => {
  if (!filesBelow(folder).includes("README.md")) throw new Error("no README.md in the tarball")
  if (!filesBelow(folder).includes("LICENSE")) throw new Error("no LICENSE in the tarball")
}

const check = (pack, packs, place) => {
  const project = join(place, pack.folder)
  mkdirSync(project)
  run(join(bin, "publint"), ["run", pack.tarball, "--strict"], place)
  run(join(bin, "attw"), [pack.tarball, "--profile", "esm-only", "--no-color", "--no-emoji"], place)

  const own = Object.keys(pack.manifest.dependencies ?? {}).flatMap((name) => packs.filter((other) => other.manifest.name === name))
  const dependencies = Object.fromEntries([pack, ...own].map(({ manifest, tarball }) => [manifest.name, `file:${tarball}`]))
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "alone", private: true, type: "module", dependencies }))
  run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"], project)

  const installed = join(project, "node_modules", ...pack.manifest.name.split("/"))
  refuseLeftOvers(installed)
  readme(installed)
  const modules = specifiers(pack.manifest.name, installed)
  writeFileSync(
    join(project, "index.ts"),
    [
      ...modules.map((specifier, at) => `import * as m${at} from ${JSON.stringify(specifier)}`),
      `export const names: ReadonlyArray<string> = [${modules.map((_, at) => `m${at}`).join(", ")}].flatMap((module) => Object.keys(module))`
    ].join("\n")
  )
  const compilerOptions = {
    target: "ES2024",
    lib: ["ES2024", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
    module: "nodenext",
    moduleResolution: "nodenext",
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    types: [],
    outDir: "out"
  }
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["index.ts"] }))
  run(join(bin, "tsc"), ["-p", project], project)
  const names = Number(run(process.execPath, ["-e", 'import("./out/index.js").then((all) => console.log(all.names.length))'], project))
  if (!(names > 0)) throw new Error("the package exports nothing")
  return `${modules.length} modules, ${names} exports`
}

const place = mkdtempSync(join(tmpdir(), "condis-pack-"))
let failed = 0
try {
  const packs = readdirSync(join(root, "packages"))
    .sort()
    .map((folder) => {
      const home = join(root, "packages", folder)
      const tarball = join(place, `${folder}.tgz`)
      run("npx", [...pnpm, "pack", "--out", tarball], home)
      return { folder, tarball, manifest: JSON.parse(readFileSync(join(home, "package.json"), "utf8")) }
    })
  for (const pack of packs) {
    try {
      process.stdout.write(`ok    ${pack.manifest.name}: ${check(pack, packs, place)}\n`)
    } catch (error) {
      failed++
      process.stdout.write(`FAIL  ${pack.manifest.name}\n${error instanceof Error ? error.message : String(error)}\n`)
    }
  }
} finally {
  rmSync(place, { recursive: true, force: true })
}
process.exitCode = failed === 0 ? 0 : 1

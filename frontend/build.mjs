// Bundles the browser side into the Python package: run by hatch_build.py, or by hand with “npm run build”.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const frontend = path.dirname(fileURLToPath(import.meta.url));
const assets = path.join(frontend, "..", "src", "territory_graph", "ui", "assets");

// Streamlit takes an asset by a pattern that must match one file: no name may begin like another.
const bundles = [
  { name: "network-view", entry: "component.js", format: "esm" },
  { name: "sparql-editor", entry: "editor/component.js", format: "esm" },
  { name: "near", entry: "near.js", format: "esm" },
  { name: "sheet", entry: "screen/sheet.js", format: "esm" },
  { name: "search", entry: "screen/search.js", format: "esm" },
  { name: "shell", entry: "screen/shell.js", format: "esm" },
  { name: "standalone", entry: "page.js", format: "iife", globalName: "territoryGraph" },
];

function bundle({ name, entry, ...output }) {
  return build({
    ...output,
    absWorkingDir: frontend,
    entryPoints: { [name]: path.join("src", entry) },
    entryNames: "[name]-[hash]",
    outdir: assets,
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    legalComments: "inline",
    loader: { ".css": "text" },
    target: ["es2022"],
  });
}

function packageFolders({ metafile }) {
  const folders = Object.keys(metafile.inputs).map((input) => input.match(/^node_modules\/(@[^/]+\/)?[^/]+/)?.[0]);
  return [...new Set(folders.filter(Boolean))];
}

async function licence(folder) {
  const { name, version, license } = JSON.parse(await readFile(path.join(frontend, folder, "package.json")));
  const files = (await readdir(path.join(frontend, folder))).filter((file) => /^licen[cs]e/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(path.join(frontend, folder, file), "utf8")));
  return { title: `${name} ${version} (${license})`, text: texts.map((text) => text.trim()).join("\n\n") };
}

function withNotice(file, folders, licences) {
  if (folders.length === 0) return { path: file.path, contents: file.text };
  const titles = folders.map((folder) => licences.get(folder).title).sort().join(", ");
  const notice = `/*! Contains ${titles}; their licences are in licences.txt of the territory-graph package. */\n`;
  return { path: file.path, contents: file.text + notice };
}

function licenceFile(licences) {
  const parts = [...licences.values()].map(({ title, text }) => `${title}\n\n${text}\n`);
  return { path: path.join(assets, "licences.txt"), contents: parts.join(`\n${"-".repeat(80)}\n\n`) };
}

async function marks() {
  const text = await readFile(path.join(frontend, "src", "marks.json"));
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 8).toUpperCase();
  return { path: path.join(assets, `marks-${hash}.json`), contents: text };
}

const results = await Promise.all(bundles.map(bundle));
const folders = [...new Set(results.flatMap(packageFolders))].sort();
const licences = new Map(await Promise.all(folders.map(async (folder) => [folder, await licence(folder)])));
const bundled = results.flatMap((result) =>
  result.outputFiles.map((file) => withNotice(file, packageFolders(result), licences)),
);
const files = [...bundled, licenceFile(licences), await marks()];

// Emptied only now: a bundle that fails leaves the one before in place.
await rm(assets, { recursive: true, force: true });
await mkdir(assets, { recursive: true });
for (const file of files) {
  await writeFile(file.path, file.contents);
  console.log(`${path.basename(file.path)}  ${Math.ceil(file.contents.length / 1024)} KiB`);
}
